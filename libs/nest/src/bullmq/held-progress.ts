import type { NewJobEvent } from '@jobwire/events';

/** At most one progress event of a run is published in this time. */
export const PROGRESS_MS = 100;

interface RunProgress {
  toldAt: number;
  waiting?: NewJobEvent | undefined;
}

/**
 * Lets through the first and the last progress of a run and, between them, the newest one each 100 ms. It has no timer: who
 * reads the queue asks it for what is due, so that all is published in one order.
 */
export class HeldProgress {
  readonly #runs = new Map<string, RunProgress>();

  /** Whether something waits. */
  get isHolding(): boolean {
    return [...this.#runs.values()].some(({ waiting }) => waiting);
  }

  /** The event where it may be told now; else it waits, in place of the one before. */
  push(runId: string, event: NewJobEvent): NewJobEvent[] {
    const run = this.#runs.get(runId);
    if (run && performance.now() - run.toldAt < PROGRESS_MS) {
      run.waiting = event;
      return [];
    }
    this.#runs.set(runId, { toldAt: performance.now() });
    return [event];
  }

  /** What waits for a run that ends. */
  finish(runId: string): NewJobEvent[] {
    const waiting = this.#runs.get(runId)?.waiting;
    this.#runs.delete(runId);
    return waiting ? [waiting] : [];
  }

  /** What has waited long enough. */
  due(): NewJobEvent[] {
    const before = performance.now() - PROGRESS_MS;
    return [...this.#runs.values()].flatMap((run) => {
      if (!run.waiting || run.toldAt > before) return [];
      const event = run.waiting;
      run.toldAt = performance.now();
      run.waiting = undefined;
      return [event];
    });
  }
}
