import { computed, DestroyRef, effect, inject, signal, untracked, type Signal } from '@angular/core';
import { countMoves, haveSameServers, type BoardGroup } from './board-groups';

/** Rows change their place at most so often. In milliseconds. */
const SETTLE_MS = 2_000;
/** So long after the pointer or the focus has left the board the order is free again. In milliseconds. */
const RELEASE_MS = 1_000;

/** The order of a board that never changes under the pointer or the focus. */
export interface HeldOrder {
  readonly shown: Signal<readonly BoardGroup[]>;
  /** How many servers would move if the order were not held; 0 while it is free. */
  readonly waiting: Signal<number>;
  /** The pointer, or the focus, is in the board. */
  hold(by: Holder): void;
  /** It has left. */
  release(by: Holder): void;
}

type Holder = 'pointer' | 'focus';

/** `isLoading`: states are still on their way, so nobody has read the order yet. */
export function injectHeldOrder(wanted: Signal<readonly BoardGroup[]>, isLoading: Signal<boolean>): HeldOrder {
  const shown = signal(untracked(wanted));
  const holders = signal<ReadonlySet<Holder>>(new Set());
  const isHeld = computed(() => holders().size > 0);
  let shownAt = 0;
  let wasLoading = true;
  let settling: ReturnType<typeof setTimeout> | undefined;
  const releasing = new Map<Holder, ReturnType<typeof setTimeout>>();

  const show = (): void => {
    clearTimeout(settling);
    settling = undefined;
    shownAt = performance.now();
    shown.set(untracked(wanted));
  };
  effect(() => {
    const next = wanted();
    const held = isHeld();
    const before = untracked(shown);
    const isFirst = wasLoading;
    wasLoading = isLoading();
    // A server that is new, or gone, cannot wait.
    if (isFirst || !haveSameServers(before, next)) return untracked(show);
    clearTimeout(settling);
    settling = undefined;
    if (held || countMoves(before, next) === 0) return;
    settling = setTimeout(show, Math.max(0, shownAt + SETTLE_MS - performance.now()));
  });
  inject(DestroyRef).onDestroy(() => {
    clearTimeout(settling);
    for (const timer of releasing.values()) clearTimeout(timer);
  });

  return {
    shown: shown.asReadonly(),
    waiting: computed(() => (isHeld() ? countMoves(shown(), wanted()) : 0)),
    hold: (by) => {
      clearTimeout(releasing.get(by));
      holders.update((before) => new Set([...before, by]));
    },
    release: (by) => {
      clearTimeout(releasing.get(by));
      const letGo = (): void => holders.update((before) => new Set([...before].filter((holder) => holder !== by)));
      releasing.set(by, setTimeout(letGo, RELEASE_MS));
    },
  };
}
