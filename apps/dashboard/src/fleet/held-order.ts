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
  /** The pointer or the focus is in the board. */
  hold(): void;
  /** It has left. */
  release(): void;
}

export function injectHeldOrder(wanted: Signal<readonly BoardGroup[]>): HeldOrder {
  const shown = signal(untracked(wanted));
  const isHeld = signal(false);
  let shownAt = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let releasing: ReturnType<typeof setTimeout> | undefined;

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
    // A server that is new, or gone, cannot wait.
    if (!haveSameServers(before, next)) return untracked(show);
    clearTimeout(settling);
    settling = undefined;
    if (held || countMoves(before, next) === 0) return;
    settling = setTimeout(show, Math.max(0, shownAt + SETTLE_MS - performance.now()));
  });
  inject(DestroyRef).onDestroy(() => {
    clearTimeout(settling);
    clearTimeout(releasing);
  });

  return {
    shown: shown.asReadonly(),
    waiting: computed(() => (isHeld() ? countMoves(shown(), wanted()) : 0)),
    hold: () => {
      clearTimeout(releasing);
      isHeld.set(true);
    },
    release: () => {
      clearTimeout(releasing);
      releasing = setTimeout(() => isHeld.set(false), RELEASE_MS);
    },
  };
}
