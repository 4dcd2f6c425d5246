import { computed, DestroyRef, effect, inject, signal, untracked, type Signal } from '@angular/core';
import { formatIcu, formatShortCount, injectNow, JobEvents } from '@jobwire/angular';

/** As the rate of all events: the mean of so many seconds. */
const SECONDS = 5;

/** "42 events/s, 39 of them progress", as a signal that changes once a second. */
export function injectFeedRate(): Signal<string> {
  const events = inject(JobEvents);
  const now = injectNow();
  const counts = signal<readonly number[]>([]);
  let current = 0;
  const subscription = events.events$.subscribe(({ type }) => {
    if (type === 'progress') current++;
  });
  inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  effect(() => {
    now();
    untracked(() => counts.update((before) => [...before, current].slice(-SECONDS)));
    current = 0;
  });
  return computed(() => {
    const rate = Math.round(events.rate());
    const progress = Math.min(rate, Math.round(counts().reduce((sum, count) => sum + count, 0) / SECONDS));
    const values = { EVENTS: rate, RATE: formatShortCount(rate), PROGRESS: formatShortCount(progress) };
    if (progress === 0) {
      return formatIcu($localize`{EVENTS, plural, =1 {{RATE} event/s} other {{RATE} events/s}}`, values);
    }
    const message = $localize`{EVENTS, plural, =1 {{RATE} event/s, {PROGRESS} of them progress} other {{RATE} events/s, {PROGRESS} of them progress}}`;
    return formatIcu(message, values);
  });
}
