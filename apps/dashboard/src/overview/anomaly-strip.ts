import { Component, computed, ElementRef, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatAgo, formatIcu, injectNow, JobEvents, severityWord, StateIcon } from '@jobwire/angular';
import { Acknowledging } from '../anomalies/acknowledging';
import { Fleet, type FleetAnomaly } from '../fleet/fleet';
import { countNotShown, jobOnServer } from '../fleet/fleet-words';
import { Glyph } from '../glyph/glyph';
import { injectKeptFocus } from '../keys/kept-focus';
import { Notices } from '../shell';

/** Shown at most; the rest is a number. */
const MOST_SHOWN = 50;

/** What is strange and not seen to yet: the worst in one line, the others on request. */
@Component({
  selector: 'app-anomaly-strip',
  imports: [Glyph, RouterLink, StateIcon],
  templateUrl: './anomaly-strip.html',
  styleUrl: './anomaly-strip.css',
})
export class AnomalyStrip {
  readonly #fleet = inject(Fleet);
  readonly #acknowledging = inject(Acknowledging);
  readonly #notices = inject(Notices);
  readonly #now = injectNow();
  readonly #events = inject(JobEvents);

  protected readonly waitReason = this.#events.waitReason;
  protected readonly isOpen = signal(false);
  protected readonly more = computed(() => this.#fleet.anomalies().length - 1);
  protected readonly notShown = computed(() => Math.max(0, this.#fleet.anomalies().length - MOST_SHOWN));
  protected readonly shown = computed(() => {
    const now = this.#events.asOf() ?? this.#now();
    return this.#fleet
      .anomalies()
      .slice(0, this.isOpen() ? MOST_SHOWN : 1)
      .map((anomaly) => ({
        ...anomaly,
        word: severityWord(anomaly.severity),
        label: $localize`:An anomaly:Acknowledge: ${anomaly.summary}:SUMMARY:`,
        where: jobOnServer(anomaly.jobName, this.#fleet.nameOf(anomaly.serverId)),
        ago: formatAgo(anomaly.timestamp, now),
        isSending: this.#acknowledging.isSending(anomaly.position),
      }));
  });

  protected readonly notShownText = computed(() => countNotShown(this.notShown()));
  protected readonly allText = computed(() =>
    formatIcu($localize`:Anomalies:{ANOMALIES, plural, other {Acknowledge all {ANOMALIES}}}`, {
      ANOMALIES: this.more() + 1,
    }),
  );

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // What was acknowledged goes. Not to the next button: a second press would acknowledge what nobody has read.
    const find = (selector: string): HTMLElement | null => host.querySelector(selector);
    injectKeptFocus(() => find('.more') ?? find('.where a') ?? host.closest('main'));
  }

  protected toggle(): void {
    this.isOpen.update((isOpen) => !isOpen);
  }

  protected async acknowledge(anomalies: readonly FleetAnomaly[] = this.#fleet.anomalies()): Promise<void> {
    try {
      // A button that is sending is not disabled, which would lose the focus.
      const unsent = anomalies.filter(({ position }) => !this.#acknowledging.isSending(position));
      await Promise.all(unsent.map(({ position }) => this.#acknowledging.acknowledge(position)));
    } catch (error) {
      // An ApiProblem: what is still open stays in the strip.
      this.#notices.problem($localize`:An anomaly:Not acknowledged`, error);
    }
  }
}
