import { Component, computed, input } from '@angular/core';
import { describeJob, formatAgo, formatPercent, isServerOffline, isStatusKnown, StateIcon } from '@jobwire/angular';
import type { FleetServer } from '../fleet/fleet';

/** What a server is doing, in a few lines: opens beside its tile. */
@Component({
  selector: 'app-server-card',
  imports: [StateIcon],
  template: `
    <p class="head">
      <b>{{ server().info().name }}</b>
      @if (isOffline()) {
        <span class="secondary" i18n="A server">offline</span>
      } @else {
        <span class="secondary" i18n="A server">online</span>
      }
      <span class="secondary hint"
        ><kbd i18n="Key">Enter</kbd>&ngsp;<ng-container i18n="What a key does">shows its runs</ng-container></span
      >
    </p>
    <ul>
      @for (line of lines(); track line.jobName) {
        <li [attr.data-tone]="line.tone">
          <jw-state-icon [state]="line.icon" [share]="line.share" />
          <span class="name">{{ line.jobName }}</span>
          <span class="what">{{ line.what }}</span>
        </li>
      }
    </ul>
  `,
  styleUrl: './server-card.css',
  host: { role: 'tooltip' },
})
export class ServerCard {
  readonly server = input.required<FleetServer>();
  /** In milliseconds since 1970. */
  readonly now = input.required<number>();

  protected readonly isOffline = computed(() => isServerOffline(this.server().info()));
  protected readonly lines = computed(() => {
    const now = this.now();
    const info = this.server().info();
    return this.server()
      .jobs.jobs()
      .map(({ jobName, status: read }) => {
        const status = read();
        const { icon, share, tone, detail, slow } = describeJob(status, { online: isStatusKnown(status, info), now });
        const percent = status.progress?.percent;
        const ago =
          status.lastFinishedAt === undefined
            ? $localize`:When a job ran last:never`
            : formatAgo(status.lastFinishedAt, now);
        const running = percent === undefined ? $localize`running` : formatPercent(percent);
        const what = tone === 'quiet' && icon !== 'unknown' ? ago : icon === 'running' && !slow ? running : detail;
        return { jobName, icon: tone === 'warn' ? ('anomaly' as const) : icon, share, tone, what };
      });
  });
}
