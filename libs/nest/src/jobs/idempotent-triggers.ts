import { Injectable } from '@nestjs/common';
import type { AcceptedRun } from '@jobwire/events';
import { createHash, randomUUID } from 'node:crypto';
import { ProblemException } from '../problem/problem.ts';
import { EventStore } from '../store/event-store.ts';
import { IdempotencyKeys } from '../store/idempotency-keys.ts';

/**
 * Makes one run of all requests with the same `Idempotency-Key`. They wait for each other: what a key stands for is known only
 * when its run is stored or refused.
 */
@Injectable()
export class IdempotentTriggers {
  readonly #undecided = new Map<string, Promise<unknown>>();

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly store: EventStore,
  ) {}

  /** Starts a run under the key, or finds the one it stands for. `request` is what must be the same for the same key. */
  async start(key: string, request: unknown, start: (jobId: string) => Promise<AcceptedRun>): Promise<AcceptedRun> {
    const decide = () => this.#decide(key, request, start);
    const decision = (this.#undecided.get(key) ?? Promise.resolve()).then(decide);
    // How it went is for its own caller; the next one only waits for it.
    const decided = decision.catch(() => undefined);
    this.#undecided.set(key, decided);
    try {
      return await decision;
    } finally {
      if (this.#undecided.get(key) === decided) this.#undecided.delete(key);
    }
  }

  async #decide(key: string, request: unknown, start: (jobId: string) => Promise<AcceptedRun>): Promise<AcceptedRun> {
    const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('base64');
    const ours = randomUUID();
    const claimed = await this.keys.claim(key, { jobId: ours, fingerprint });
    if (claimed.fingerprint !== fingerprint) {
      throw new ProblemException(
        422,
        'This Idempotency-Key was used with another job, server or input. Use a new key for a new request.',
      );
    }
    const newest = (await this.store.runEvents(claimed.jobId, 1)).at(-1);
    if (newest) return { jobId: claimed.jobId, position: newest.position };
    // A new key, or one whose process died before it stored the run.
    try {
      return await start(claimed.jobId);
    } catch (error) {
      // Nothing was started under the key (already running, or the store refused): the next try may use it again. Where
      // somebody else claimed it, that one may be about to start the run.
      if (claimed.jobId === ours) await this.keys.release(key, ours);
      throw error;
    }
  }
}
