import { Component, computed, inject, input, output } from '@angular/core';
import { formatCount, formatDuration, formatTime, injectNow, StateIcon } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import { Appearance } from '../shell/appearance';
import { MOST_ENTRIES, type FeedWaiting } from './feed-stream';

/** What has come since the feed was paused, and whether anything of it is lost. */
@Component({
  selector: 'app-feed-paused',
  imports: [Glyph, StateIcon],
  template: `
    <app-glyph class="sign" name="pause" />
    <p class="words">
      <b>Paused at {{ at() }}.</b> {{ words() }}
    </p>
    <span class="room">
      <span class="bar" aria-hidden="true"><span [style.width.%]="share()"></span></span>
      <span>room for {{ most }}</span>
    </span>
    <span class="ends">
      @if (waiting().done > 0) {
        <span
          ><jw-state-icon state="done" />{{ format(waiting().done) }}<span class="visually-hidden"> done</span></span
        >
      }
      @if (waiting().failed > 0) {
        <span><jw-state-icon state="failed" />{{ format(waiting().failed) }} failed</span>
      }
    </span>
    <button class="drop" type="button" [disabled]="waiting().count === 0" (click)="dropped.emit()">
      Drop them, go to now
    </button>
  `,
  styleUrl: './feed-paused.css',
})
export class FeedPaused {
  /** In milliseconds since 1970. */
  readonly since = input.required<number>();
  readonly waiting = input.required<FeedWaiting>();
  readonly dropped = output();

  readonly #now = injectNow();
  readonly #timeZone = inject(Appearance).timeZone;
  protected readonly most = formatCount(MOST_ENTRIES);
  protected readonly format = formatCount;
  protected readonly at = computed(() => formatTime(this.since(), { timeZone: this.#timeZone() }));
  protected readonly share = computed(() => (this.waiting().count / MOST_ENTRIES) * 100);
  protected readonly words = computed(() => {
    const { count, leftOut } = this.waiting();
    const lasted = formatDuration(Math.max(0, Math.floor((this.#now() - this.since()) / 1_000) * 1_000));
    const wait = `${formatCount(count)} ${count === 1 ? 'event waits' : 'events wait'}, ${lasted} of them.`;
    if (leftOut > 0) return `${wait} Buffer full, oldest ${formatCount(leftOut)} left out.`;
    return count === 0 ? 'What comes waits.' : `${wait} Nothing is lost.`;
  });
}
