import { computed, DestroyRef, effect, inject, signal, untracked, type Signal } from '@angular/core';
import type { JobStatus } from '@jobwire/events';
import { JobEvents } from '../stream/job-events';
import type { Turn } from '../stream/turn';

/** Texts of progress change at most 4 times a second: nobody reads faster. In milliseconds. */
const STEADY_MS = 250;
/** What waits anywhere on the page is shown together, so often. In milliseconds. */
const TOGETHER_MS = 50;

/**
 * A status for texts: another state shows at once, progress waits until what is shown has stood for a quarter of a second. In a
 * flood all waits for its turn.
 */
export function injectSteadyStatus(status: () => JobStatus, turn: Turn): Signal<JobStatus> {
  const { isFlood } = inject(JobEvents);
  const shown = signal<JobStatus | undefined>(undefined);
  let shownAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    shownAt = performance.now();
    shown.set(untracked(status));
  };
  effect(() => {
    if (isFlood()) {
      clearTimeout(timer);
      timer = undefined;
      return shown.set(undefined);
    }
    const next = status();
    const before = untracked(shown);
    const wait =
      before && differsInProgressOnly(before, next) ? togetherAt(shownAt + STEADY_MS) - performance.now() : 0;
    if (wait > 0) timer ??= setTimeout(show, wait);
    else untracked(show);
  });
  inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  return computed(() => (isFlood() ? turn.read(status) : (shown() ?? status())));
}

function togetherAt(time: number): number {
  return Math.floor(time / TOGETHER_MS) * TOGETHER_MS;
}

function differsInProgressOnly(before: JobStatus, after: JobStatus): boolean {
  return hasAllOf(before, after) && hasAllOf(after, before);
}

function hasAllOf(status: JobStatus, other: JobStatus): boolean {
  for (const key in other) {
    if (key !== 'progress' && status[key as keyof JobStatus] !== other[key as keyof JobStatus]) return false;
  }
  return true;
}
