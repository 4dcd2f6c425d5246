import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';

/** They are ended in groups, so often. */
const STEP_MS = 100;

/** Open streams other than that of the events, such as the logs of runs: a program that leaves ends them at the same time. */
@Injectable()
export class SideStreams {
  /** How each is ended, the oldest first. */
  readonly #ends = new Set<() => void>();

  /** Returns the function that takes it out again. */
  add(end: () => void): () => void {
    this.#ends.add(end);
    return () => void this.#ends.delete(end);
  }

  /** Ends them, those that are opened meanwhile too, spread over a time. */
  async dismissAll(spreadMs: number): Promise<void> {
    const endsAt = performance.now() + spreadMs;
    while (this.#ends.size > 0) {
      const steps = Math.floor((endsAt - performance.now()) / STEP_MS);
      if (steps > 0) await delay(STEP_MS);
      const group = Math.ceil(this.#ends.size / Math.max(1, steps));
      for (const end of [...this.#ends].slice(0, group)) {
        this.#ends.delete(end);
        end();
      }
    }
  }
}
