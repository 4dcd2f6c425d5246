import type { Clock } from './clock.ts';

const TICK_MS = 5_000;

/** A tick this late was not delayed by work: the machine slept, or the page was frozen. */
const LATE_MS = 5_000;

/** Calls back each time the machine has slept. Returns the function that ends it. */
export function watchForSleep(clock: Clock, woke: () => void): () => void {
  let cancel = tick();
  return () => cancel();

  function tick(): () => void {
    const dueAt = clock.now() + TICK_MS;
    return clock.after(TICK_MS, () => {
      cancel = tick();
      if (clock.now() - dueAt > LATE_MS) woke();
    });
  }
}
