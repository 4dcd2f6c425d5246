import { afterNextRender, Component, computed, type ElementRef, inject, input, output, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { describeActor, formatTime, injectNow, JobEvents, StateIcon } from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { ResultView } from '../run/result-view';
import { formatMoment } from '../run/run-facts';
import { Appearance } from '../shell';
import { Copying } from '../shell/copying';
import { AcknowledgeForm } from './acknowledge-form';
import { Acknowledging, type Acknowledged } from './acknowledging';
import { formatDay, toAnomalyRow } from './anomaly-row';

/** Earlier ones shown. */
const MOST_BEFORE = 3;

/** All that is known about an anomaly, and what became of it. */
@Component({
  selector: 'app-anomaly-details',
  imports: [AcknowledgeForm, Glyph, ResultView, RouterLink, StateIcon],
  templateUrl: './anomaly-details.html',
  styleUrl: './anomaly-details.css',
})
export class AnomalyDetails {
  readonly anomaly = input.required<AnomalyRecord>();
  /** Earlier ones of the same job there, the newest first. */
  readonly before = input<readonly AnomalyRecord[]>([]);
  readonly closed = output();
  readonly acknowledged = output<{ readonly position: Position; readonly answer: Acknowledged }>();

  readonly #fleet = inject(Fleet);
  readonly #events = inject(JobEvents);
  readonly #copying = inject(Copying);
  readonly #acknowledging = inject(Acknowledging);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();
  readonly #moment = computed(() => ({ now: this.#events.asOf() ?? this.#now(), timeZone: this.#timeZone() }));
  protected readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  protected readonly row = computed(() =>
    toAnomalyRow(this.anomaly(), this.#fleet.nameOf(this.anomaly().serverId), this.#moment()),
  );
  protected readonly found = computed(() => formatMoment(this.anomaly().timestamp, this.#moment()));
  protected readonly serverName = computed(() => this.#fleet.nameOf(this.anomaly().serverId));
  protected readonly hasEvidence = computed(() => this.anomaly().evidence != null);
  protected readonly isSending = computed(() => this.#acknowledging.isSending(this.anomaly().position));
  /** What became of it, once the answer to one's own acknowledgement is there. */
  protected readonly seen = computed(() => {
    const { acknowledged } = this.anomaly();
    if (!acknowledged || this.isSending()) return undefined;
    return {
      by: acknowledged.by ? describeActor(acknowledged.by) : '',
      at: formatTime(acknowledged.timestamp, { timeZone: this.#timeZone() }),
      dateTime: acknowledged.timestamp,
      when: formatDay(acknowledged.timestamp, this.#moment()),
      note: acknowledged.note ?? '',
      unsent: this.#acknowledging.isOwn(this.anomaly().position)
        ? ''
        : (this.#acknowledging.drafts.get(this.anomaly().position) ?? ''),
    };
  });
  protected readonly earlier = computed(() =>
    this.before()
      .slice(0, MOST_BEFORE)
      .map((record) => toAnomalyRow(record, this.#fleet.nameOf(record.serverId), this.#moment())),
  );

  constructor() {
    afterNextRender(() => this.#scrollToTop());
  }

  /** For who comes from the list to a page of its own. */
  focus(): void {
    this.heading().nativeElement.focus();
  }

  protected done(answer: Acknowledged): void {
    this.acknowledged.emit({ position: this.anomaly().position, answer });
    // What had the focus is gone with the form.
    this.focus();
  }

  protected copyLink(): void {
    this.#copying.copy(location.href, $localize`The link is copied.`);
  }

  #scrollToTop(): void {
    this.heading().nativeElement.closest('.details')?.scrollTo?.({ top: 0 });
  }
}
