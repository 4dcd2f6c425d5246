import { booleanAttribute, Component, computed, input, linkedSignal } from '@angular/core';
import { formatTime, StateIcon } from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';
import { toTimeline } from './timeline';

/** What a run has been through, oldest first: all of its progress in one line, the middle of a long run behind a button. */
@Component({
  selector: 'jw-run-timeline',
  imports: [StateIcon],
  template: `
    <ol class="steps" role="list">
      @for (step of steps(); track step.position) {
        <li class="step" [attr.data-tone]="step.tone">
          <jw-state-icon [state]="step.icon" [share]="step.share" />
          @if (step.folded) {
            <button class="more" type="button" (click)="isOpen.set(true)">{{ step.word }}</button>
          } @else {
            <p class="texts">
              <b class="word">{{ step.word }}</b>
              @if (step.detail) {
                <span class="detail">{{ step.detail }}</span>
              }
            </p>
            <time class="time" [attr.datetime]="step.iso" [title]="step.iso">{{ step.time }}</time>
          }
        </li>
      }
    </ol>
  `,
  styleUrl: './run-timeline.css',
})
export class RunTimeline {
  /** Of one run, oldest first. */
  readonly events = input.required<readonly StoredJobEvent[]>();
  /** How many events of progress there were, where not all are given. Default: as many as are given. */
  readonly progressEvents = input<number>();
  /** Leave nothing out, e.g. on paper. Default: `false`. */
  readonly whole = input(false, { transform: booleanAttribute });
  /** For times of day. Default: that of the machine. */
  readonly timeZone = input<string>();

  readonly #jobId = computed(() => this.events()[0]?.jobId);
  /** Somebody has opened the fold of this run. */
  protected readonly isOpen = linkedSignal({ source: this.#jobId, computation: () => false });
  protected readonly steps = computed(() =>
    toTimeline(this.events(), { progressEvents: this.progressEvents(), isWhole: this.whole() || this.isOpen() }).map(
      (line) => ({
        ...line,
        iso: new Date(line.epochMs).toISOString(),
        time: formatTime(line.epochMs, { timeZone: this.timeZone() }),
      }),
    ),
  );
}
