import type { Position } from '@jobwire/events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../store/store-error.ts';
import { countEvents, type OutboxFile, type WaitingAppend } from './outbox-file.ts';
import type { OutboxReport } from './outbox-report.ts';

export interface DeliveryOptions {
  /** Resolves when it is known of each what became of it. */
  readonly send: (appends: readonly WaitingAppend[]) => Promise<readonly PromiseSettledResult<Position | undefined>[]>;
  readonly hasEnded: (jobId: string) => boolean;
  /** Resolves when it is time for another try. */
  readonly pause: () => Promise<void>;
}

/** Who wants to know what becomes of the end of a run. */
interface AwaitedEnd {
  readonly id: string;
  readonly resolve: (position: Position | undefined) => void;
  readonly reject: (error: StoreError) => void;
}

/** The way out of the outbox: what waits in the file goes to Redis, the oldest first, and from the file when it is there. */
export class OutboxDelivery {
  /** Ends of this process that wait in the file, by their ids. */
  readonly #ends = new Map<string, AwaitedEnd>();

  constructor(
    private readonly file: OutboxFile,
    private readonly report: OutboxReport,
    private readonly options: DeliveryOptions,
  ) {}

  /** Tells of an end in the file whether it was stored, when that is known. */
  follow(end: AwaitedEnd): void {
    this.#ends.set(end.id, end);
  }

  forget(id: string): void {
    this.#ends.delete(id);
  }

  /** Sends the oldest that wait. Resolves with why Redis has refused one of them. */
  async deliver(): Promise<StoreError | undefined> {
    const page = await this.#readPage();
    // They are just being added, or cannot be read.
    if (page.length === 0) return nextTurn(undefined);
    const over = page.filter(({ ends }) => ends !== undefined && this.options.hasEnded(ends));
    const rest = page.filter((append) => !over.includes(append));
    const outcomes = await this.options.send(rest);
    const delivered = rest.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    for (const { id } of over) this.#settle(id, undefined);
    for (const [index, outcome] of outcomes.entries())
      if (outcome.status === 'fulfilled') this.#settle(rest[index]?.id ?? '', outcome.value);
    await this.clear(delivered, over);
    return outcomes.find((outcome) => outcome.status === 'rejected')?.reason as StoreError | undefined;
  }

  /** Takes from the file what was delivered, and what is left out as its run is over. */
  async clear(delivered: readonly WaitingAppend[], over: readonly WaitingAppend[] = []): Promise<void> {
    try {
      await this.file.remove([...over, ...delivered].map(({ id }) => id));
    } catch (error) {
      // A StoreError: its disk. They are sent again, and Redis leaves them out.
      this.report.stays(error as StoreError);
      await this.options.pause();
    }
    this.report.delivered(countEvents(delivered), over.length);
  }

  /** What waits is delivered by the next start. */
  close(): void {
    this.file.close();
    const closed = new StoreError(
      'The store is closed: the end of the run waits in the outbox until the next start.',
      'closed',
    );
    for (const { reject } of this.#ends.values()) reject(closed);
  }

  #settle(id: string, position: Position | undefined): void {
    this.#ends.get(id)?.resolve(position);
    this.#ends.delete(id);
  }

  async #readPage(): Promise<readonly WaitingAppend[]> {
    try {
      return this.file.page();
    } catch (error) {
      // A StoreError: the file is damaged. What is published meanwhile may still find its way into it.
      this.report.unreadable(error as StoreError);
      await this.options.pause();
      return [];
    }
  }
}
