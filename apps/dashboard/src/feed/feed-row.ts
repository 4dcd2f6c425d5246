import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatTime, StateIcon } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import type { FeedEntry } from './feed-entry';
import { describeEvent } from './describe-event';

/** A row of the feed: an event, or that some are missing. */
@Component({
  selector: 'app-feed-row',
  imports: [Glyph, RouterLink, StateIcon],
  template: `
    @if (row(); as event) {
      <span class="cell time" role="gridcell"
        ><time [attr.datetime]="dateTime()">{{ time() }}</time></span
      >
      <span class="cell event" role="gridcell"
        ><jw-state-icon [state]="event.icon" [share]="event.share" /><span class="word">{{ event.word }}</span></span
      >
      <span class="cell job" role="gridcell"
        ><span class="cut">{{ event.jobName }}</span></span
      >
      <span class="cell server" role="gridcell"
        ><span class="cut">{{ event.server }}</span></span
      >
      <span class="cell run" role="gridcell"
        ><code class="cut">{{ event.jobId ?? '–' }}</code></span
      >
      <span class="cell what" role="gridcell"
        ><span class="cut">{{ event.what }}</span></span
      >
      <span class="cell go" role="gridcell">
        @if (event.jobId; as jobId) {
          <a tabindex="-1" [routerLink]="['/runs', jobId]" [attr.aria-label]="openText(jobId)" [title]="event.what"
            ><app-glyph name="right"
          /></a>
        }
      </span>
    } @else {
      <span class="gap" role="gridcell">{{ gap() }}</span>
    }
  `,
  styleUrl: './feed-row.css',
  host: { '[attr.data-tone]': 'row()?.tone' },
})
export class FeedRow {
  readonly entry = input.required<FeedEntry>();
  readonly serverName = input.required<(serverId: number) => string>();
  readonly startOf = input.required<(jobId: string | undefined) => number | undefined>();
  readonly timeZone = input<string>();

  protected readonly row = computed(() => {
    const entry = this.entry();
    if (entry.type === 'gap') return undefined;
    const { jobName, jobId, serverId } = entry;
    return { ...describeEvent(entry, this.startOf()(jobId)), jobName, jobId, server: this.serverName()(serverId) };
  });
  protected readonly gap = computed(() => {
    const entry = this.entry();
    return entry.type === 'gap' ? entry.words : '';
  });
  protected readonly time = computed(() => {
    const { epochMs } = this.entry();
    return `${formatTime(epochMs, { timeZone: this.timeZone() })}.${String(epochMs % 1_000).padStart(3, '0')}`;
  });
  protected readonly dateTime = computed(() => new Date(this.entry().epochMs).toISOString());

  protected openText(jobId: string): string {
    return $localize`Open run ${jobId}:RUN:`;
  }
}
