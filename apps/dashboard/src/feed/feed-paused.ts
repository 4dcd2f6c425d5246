import { Component, computed, inject, input, output } from '@angular/core';
import {
  countFailed,
  formatCount,
  formatDuration,
  formatIcu,
  formatTime,
  injectNow,
  StateIcon,
} from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import { Appearance } from '../shell';
import { MOST_ENTRIES, type FeedWaiting } from './feed-stream';

/** What has come since the feed was paused, and whether anything of it is lost. */
@Component({
  selector: 'app-feed-paused',
  imports: [Glyph, StateIcon],
  template: `
    <app-glyph class="sign" name="pause" />
    <p class="words">
      <b i18n>Paused at {{ at() }}.</b> {{ words() }}
    </p>
    <span class="room">
      <span class="bar" aria-hidden="true"><span [style.width.%]="share()"></span></span>
      <span i18n="Events">room for {{ most }}</span>
    </span>
    <span class="ends">
      @if (waiting().done > 0) {
        <span
          ><jw-state-icon state="done" />{{ format(waiting().done)
          }}<span class="visually-hidden">&ngsp;<ng-container i18n="Runs">done</ng-container></span></span
        >
      }
      @if (waiting().failed > 0) {
        <span><jw-state-icon state="failed" />{{ failed() }}</span>
      }
    </span>
    <button class="drop" type="button" [disabled]="waiting().count === 0" (click)="dropped.emit()">
      <ng-container i18n="Events">Drop them, go to now</ng-container>
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
  protected readonly failed = computed(() => countFailed(this.waiting().failed));
  protected readonly words = computed(() => {
    const { count, leftOut } = this.waiting();
    const lasted = formatDuration(Math.max(0, Math.floor((this.#now() - this.since()) / 1_000) * 1_000));
    const message = $localize`{EVENTS, plural, =1 {1 event waits, {DURATION} of them.} other {{EVENTS} events wait, {DURATION} of them.}}`;
    const wait = formatIcu(message, { EVENTS: count, DURATION: lasted });
    if (leftOut > 0) {
      const full = $localize`:Events:{EVENTS, plural, other {Buffer full, oldest {EVENTS} left out.}}`;
      return `${wait} ${formatIcu(full, { EVENTS: leftOut })}`;
    }
    return count === 0 ? $localize`What comes waits.` : `${wait} ${$localize`Nothing is lost.`}`;
  });
}
