import { computed, DestroyRef, effect, inject, signal, untracked, type Signal } from '@angular/core';
import type { JobStatus } from '@jobwire/events';

/** Texts of progress change at most 4 times a second: nobody reads faster. In milliseconds. */
const STEADY_MS = 250;

/** A status for texts: another state shows at once, progress waits until what is shown has stood for a quarter of a second. */
export function injectSteadyStatus(status: () => JobStatus): Signal<JobStatus> {
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
    const next = status();
    const before = untracked(shown);
    const wait = before && differsInProgressOnly(before, next) ? shownAt + STEADY_MS - performance.now() : 0;
    if (wait > 0) timer ??= setTimeout(show, wait);
    else untracked(show);
  });
  inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  return computed(() => shown() ?? status());
}

function differsInProgressOnly(before: JobStatus, after: JobStatus): boolean {
  const { progress: _before, ...rest } = before;
  const { progress: _after, ...next } = after;
  const keys = new Set([...Object.keys(rest), ...Object.keys(next)]) as Set<keyof typeof rest>;
  return [...keys].every((key) => rest[key] === next[key]);
}
