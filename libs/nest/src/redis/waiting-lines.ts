import { Logger } from '@nestjs/common';
import { nowIsoMicroUtc } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../store/store-error.ts';
import type { NewLogLine } from '../store/run-log.ts';

/** How much waits at most, of all runs together. */
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Time between two tries, where nobody says that Redis is back. */
const RETRY_MS = 500;

/** Lines that are added to the log of a run together, and once: `number` is increasing within this process. */
export interface LineBatch {
  readonly number: number;
  readonly lines: readonly NewLogLine[];
}

export interface WaitingLinesOptions {
  readonly add: (jobId: string, batch: LineBatch) => Promise<void>;
  readonly nextNumber: () => number;
  /** Resolves when Redis is back. */
  readonly returned: (signal: AbortSignal) => Promise<unknown>;
  readonly isClosed: () => boolean;
}

/** The log lines of runs that wait for Redis, in order for each run. They are in memory: `kill -9` loses them. */
export class WaitingLines {
  readonly #logger = new Logger('RunLog');
  readonly #options: WaitingLinesOptions;
  readonly #batches = new Map<string, LineBatch[]>();
  /** By run: how many lines found no room. */
  readonly #missing = new Map<string, number>();
  #lines = 0;
  #characters = 0;
  #isDelivering = false;

  constructor(options: WaitingLinesOptions) {
    this.#options = options;
  }

  has(jobId: string): boolean {
    return this.#batches.has(jobId);
  }

  /** Those that find no room are left out: a line in the log of the run says how many. */
  push(jobId: string, batch: LineBatch): void {
    const batches = this.#batches.get(jobId) ?? [];
    this.#batches.set(jobId, batches);
    const isFull = this.#lines + batch.lines.length > MOST_LINES;
    if (isFull || this.#characters + charactersOf(batch) > MOST_CHARACTERS) {
      if (this.#missing.size === 0) this.#logger.warn('Redis is away for too long: new lines of the logs are left out');
      this.#missing.set(jobId, (this.#missing.get(jobId) ?? 0) + batch.lines.length);
    } else {
      batches.push(batch);
      this.#count(batch, 1);
    }
    if (!this.#isDelivering) void this.#deliver();
  }

  async #deliver(): Promise<void> {
    this.#isDelivering = true;
    while (this.#batches.size > 0 && !this.#options.isClosed()) {
      try {
        for (const jobId of [...this.#batches.keys()]) await this.#deliverRun(jobId);
      } catch (error) {
        // Redis is still away, or again.
        if (!(error instanceof StoreError)) this.#logger.error(error);
        await this.#pause();
      }
    }
    this.#isDelivering = false;
  }

  async #deliverRun(jobId: string): Promise<void> {
    const batches = this.#batches.get(jobId) ?? [];
    for (let batch = batches[0]; batch; batch = batches[0]) {
      await this.#options.add(jobId, batch);
      batches.shift();
      this.#count(batch, -1);
    }
    const missing = this.#missing.get(jobId);
    if (missing !== undefined) {
      this.#missing.delete(jobId);
      const lines = missing === 1 ? '1 line is' : `${missing} lines are`;
      const text = `${lines} missing here: Redis was away, and no more of them could wait.`;
      batches.push({
        number: this.#options.nextNumber(),
        lines: [{ timestamp: nowIsoMicroUtc(), level: 'warn', text }],
      });
      this.#count(batches[0] as LineBatch, 1);
    }
    if (batches.length === 0) this.#batches.delete(jobId);
    else await this.#deliverRun(jobId);
  }

  #count(batch: LineBatch, sign: 1 | -1): void {
    this.#lines += sign * batch.lines.length;
    this.#characters += sign * charactersOf(batch);
  }

  async #pause(): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    // AbortError: the other one came first.
    const pause = delay(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    await Promise.race([this.#options.returned(signal).catch(() => undefined), pause]);
    over.abort();
  }
}

function charactersOf({ lines }: LineBatch): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
}
