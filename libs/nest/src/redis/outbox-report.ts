import { Logger } from '@nestjs/common';
import type { StoreError } from '../store/store-error.ts';
import type { OutboxFile } from './outbox-file.ts';

/** What the program's log is told of an outage: that it began, what it costs and how it ended, each once. */
export class OutboxReport {
  readonly #logger = new Logger('Outbox');
  #hasBegun = false;
  #hasRefused = false;
  #hasDropped = false;
  #isUnreadable = false;
  #droppedBefore = 0;
  #delivered = 0;
  #over = 0;

  constructor(private readonly file: OutboxFile) {}

  /** Events wait from before the start. */
  found(): void {
    this.#hasBegun = true;
    this.#logger.log(`${this.file.size} events wait for Redis from before the start`);
  }

  /** `why`: where it is known. */
  began(why: StoreError | undefined): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#droppedBefore = this.file.dropped;
    const because = why ? ` (${why.message})` : '';
    this.#logger.warn(`Redis does not take events: they wait in the outbox until it does${because}`);
  }

  kept(): void {
    if (this.#hasDropped || this.file.dropped === this.#droppedBefore) return;
    this.#hasDropped = true;
    this.#logger.warn(
      `The outbox is full (${this.file.size} events): the progress of runs is left out, the oldest first`,
    );
  }

  refused(error: StoreError): void {
    if (this.#hasRefused) return;
    this.#hasRefused = true;
    this.#logger.error(`Events are refused, as they cannot wait either: ${error.message}`);
  }

  unreadable(error: StoreError): void {
    if (this.#isUnreadable) return;
    this.#isUnreadable = true;
    this.#logger.error(`What waits in the outbox cannot be delivered: ${error.message}`);
  }

  /** Each time: what was delivered cannot be taken from the file. */
  stays(error: StoreError): void {
    this.#logger.warn(`What was delivered stays in the outbox, trying on: ${String(error)}`);
  }

  /** So many events were delivered, and so many ends left out as their runs had ended. */
  delivered(events: number, over: number): void {
    this.#delivered += events;
    this.#over += over;
    if (!this.file.isEmpty) return;
    const dropped = this.file.dropped - this.#droppedBefore;
    this.#logger.log(`The outbox is empty: ${this.#delivered} events were delivered`);
    if (dropped > 0) this.#logger.warn(`${dropped} progress events were left out, as too many events waited`);
    if (this.#over > 0) this.#logger.warn(`${this.#over} ends were left out, as their runs had ended meanwhile`);
    this.#hasBegun = this.#hasRefused = this.#hasDropped = this.#isUnreadable = false;
    this.#droppedBefore = this.file.dropped;
    this.#delivered = this.#over = 0;
  }
}
