import { OverlayModule, type ConnectedPosition } from '@angular/cdk/overlay';
import { Component, computed, inject, input, model, output } from '@angular/core';
import { formatCount, formatIcu } from '@jobwire/angular';
import type { RunSelection } from '@jobwire/angular/runs';
import type { JobRun } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { ConfirmOrder } from './confirm-order';
import { RunOrders, type RunOrder } from './run-orders';

const BELOW: ConnectedPosition[] = [
  { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetX: 60, offsetY: 8 },
];

/** What can be done to the runs that are ticked. A button says to how many it does it. */
@Component({
  selector: 'app-selection-bar',
  imports: [ConfirmOrder, Glyph, OverlayModule],
  templateUrl: './selection-bar.html',
  styleUrl: './selection-bar.css',
})
export class SelectionBar {
  readonly selection = input.required<RunSelection>();
  /** How many fit the filter, and whether that is not too many to take at once. */
  readonly total = input.required<number>();
  readonly isSelectingAll = input(false);
  /** The order that is asked about. */
  readonly asking = model<RunOrder>();
  /** Tick all that fit. */
  readonly selectAll = output();

  readonly #orders = inject(RunOrders);
  protected readonly below = BELOW;
  protected readonly count = computed(() =>
    formatIcu($localize`:Runs:{RUNS, plural, other {{RUNS} selected}}`, { RUNS: this.selection().count() }),
  );
  protected readonly waitReason = this.#orders.waitReason;
  protected readonly buttons = computed(() => [
    this.#button('retry', (count) => $localize`:Verb:Retry ${count}:COUNT:`),
    this.#button('cancel', (count) => $localize`:Verb:Cancel ${count}:COUNT:`),
  ]);
  protected readonly allLabel = computed(() => {
    if (this.isSelectingAll()) return $localize`Selecting…`;
    return this.total() > MOST_SELECTED
      ? formatIcu($localize`{RUNS, plural, other {Select the newest {RUNS} that match}}`, { RUNS: MOST_SELECTED })
      : formatIcu($localize`{RUNS, plural, other {Select all {RUNS} that match}}`, { RUNS: this.total() });
  });
  protected readonly canSelectMore = computed(
    () => this.selection().count() < Math.min(this.total(), MOST_SELECTED) || this.isSelectingAll(),
  );

  /** One goes at once, more are asked about first. */
  protected press(order: RunOrder, runs: readonly JobRun[], reason: string | undefined): void {
    if (reason !== undefined) return;
    if (runs.length > 1) this.asking.set(order);
    else this.#give(order, runs);
  }

  protected confirm(order: RunOrder, runs: readonly JobRun[]): void {
    this.asking.set(undefined);
    this.#give(order, runs);
  }

  #give(order: RunOrder, runs: readonly JobRun[]): void {
    this.selection().clear();
    if (order === 'cancel') void this.#orders.give(order, runs);
    else this.#orders.retrySoon(runs);
  }

  #button(order: RunOrder, label: (count: string) => string) {
    const all = this.selection().runs();
    const runs = all.filter((run) => this.#orders.refusal(order, run) === undefined);
    const [first] = all;
    const none = first && runs.length === 0 ? (this.#orders.refusal(order, first) ?? '') : undefined;
    const reason = none === undefined ? this.waitReason() : none;
    return { order, label: label(formatCount(runs.length)), runs, reason };
  }
}

/** More are not taken at once. */
export const MOST_SELECTED = 1_000;
