import { Component, computed, ElementRef, inject, input, linkedSignal, output, signal } from '@angular/core';
import { countFailed, countRuns, dateFormat, formatAnyDate, formatIcu, isThisYear } from '@jobwire/angular';
import type { RunHistogram } from '@jobwire/events';
import { toBars, type HistogramBar } from './histogram-bars';
import { describeSpan, type FixedSpan } from './time-span';

interface Choice {
  /** Where it began, and where it is now: numbers of bars. */
  readonly anchor: number;
  readonly end: number;
}

/** Runs over time: bars, with the failed ones below the line. A span is chosen by dragging, or with Shift and arrows. */
@Component({
  selector: 'app-runs-histogram',
  templateUrl: './runs-histogram.html',
  styleUrl: './runs-histogram.css',
})
export class RunsHistogram {
  readonly histogram = input.required<RunHistogram>();
  readonly timeZone = input<string>();
  readonly chosen = output<FixedSpan>();

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly Math = Math;
  protected readonly bars = computed(() => toBars(this.histogram()));
  protected readonly active = linkedSignal<readonly HistogramBar[], number>({
    source: this.bars,
    computation: (bars, before) => Math.min(before?.value ?? bars.length - 1, bars.length - 1),
  });
  protected readonly choice = signal<Choice | undefined>(undefined);
  #isDragging = false;
  protected readonly range = computed(() => {
    const choice = this.choice();
    if (!choice) return undefined;
    const first = this.bars()[Math.min(choice.anchor, choice.end)];
    const last = this.bars()[Math.max(choice.anchor, choice.end)];
    return first && last
      ? { from: first.from, to: last.to, x: first.x, width: last.x + last.width - first.x }
      : undefined;
  });
  protected readonly times = computed(() => {
    const { from, to } = this.histogram();
    const timeZone = this.timeZone();
    const units = timeUnits(to - from);
    const describe = (moment: number): string =>
      units
        ? dateFormat({ ...units, hourCycle: 'h23', timeZone }).format(moment)
        : formatAnyDate(moment, { now: Date.now(), timeZone });
    return [0, 1, 2, 3].map((quarter) => describe(from + ((to - from) * quarter) / 4));
  });
  protected readonly endsNow = computed(() => Date.now() - this.histogram().to < this.histogram().stepMs + 60_000);
  protected readonly last = computed(() =>
    this.endsNow() ? $localize`:At the end of an axis of time:now` : describeEnd(this.histogram().to, this.timeZone()),
  );
  protected readonly summary = computed(() => {
    const bars = this.bars();
    const total = bars.reduce((sum, bar) => sum + bar.total, 0);
    const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
    const message = $localize`{RUNS, plural, =1 {Runs over time: 1 run, {FAILED} failed. Shift and arrows choose a span, Enter shows it.} other {Runs over time: {RUNS} runs, {FAILED} failed. Shift and arrows choose a span, Enter shows it.}}`;
    return formatIcu(message, { RUNS: total, FAILED: failed });
  });
  /** What the keys are at, read out. */
  protected readonly valueText = computed(() => {
    const range = this.range();
    const bar = this.bars()[this.active()];
    if (range) return $localize`:A span of time:Chosen: ${describeSpan(range, this.timeZone())}:SPAN:. Enter shows it.`;
    return bar ? this.title(bar) : '';
  });

  protected describe({ total, failed }: HistogramBar): string {
    return failed > 0 ? `${countRuns(total)}, ${countFailed(failed)}` : countRuns(total);
  }

  protected title(bar: HistogramBar): string {
    return $localize`:A span of time, and what was then:${describeSpan(bar, this.timeZone())}:SPAN:: ${this.describe(bar)}:RUNS:`;
  }

  protected grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#isDragging = true;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const at = this.#barAt(event);
    this.choice.set({ anchor: at, end: at });
  }

  protected drag(event: PointerEvent): void {
    if (this.#isDragging) this.#extend(this.#barAt(event));
  }

  protected drop(): void {
    if (!this.#isDragging) return;
    this.#isDragging = false;
    this.#commit();
  }

  protected giveUp(): void {
    this.#isDragging = false;
    this.choice.set(undefined);
  }

  protected press(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    if (key === 'Enter') return this.#commit();
    if (key === 'Escape' && this.choice()) {
      event.stopPropagation();
      return this.choice.set(undefined);
    }
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    if (step === undefined) return;
    event.preventDefault();
    const before = this.active();
    const at = Math.max(0, Math.min(this.bars().length - 1, before + step));
    this.active.set(at);
    if (!shiftKey) return this.choice.set(undefined);
    if (!this.choice()) this.choice.set({ anchor: before, end: before });
    this.#extend(at);
  }

  #extend(end: number): void {
    this.choice.update((choice) => choice && { ...choice, end });
  }

  #commit(): void {
    const range = this.range() ?? this.bars()[this.active()];
    this.choice.set(undefined);
    if (range) this.chosen.emit({ from: range.from, to: range.to });
  }

  #barAt({ clientX }: PointerEvent): number {
    const { left, width } = (this.#host.querySelector('svg') ?? this.#host).getBoundingClientRect();
    const share = (clientX - left) / Math.max(1, width);
    return Math.max(0, Math.min(this.bars().length - 1, Math.floor(share * this.bars().length)));
  }
}

/** Of the day; `undefined` where days are told by their date. */
function timeUnits(lengthMs: number): Intl.DateTimeFormatOptions | undefined {
  if (lengthMs > 4 * 86_400_000) return undefined;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return lengthMs > 20 * 3_600_000 ? { weekday: 'short', ...time } : time;
}

function describeEnd(to: number, timeZone: string | undefined): string {
  const year = isThisYear(to, { now: Date.now(), timeZone }) ? {} : ({ year: 'numeric' } as const);
  const units = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return dateFormat({ ...units, ...year, timeZone }).format(to);
}
