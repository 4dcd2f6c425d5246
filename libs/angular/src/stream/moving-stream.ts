import type { PlainStreamItem } from '@jobwire/client';
import { comparePositions, type Position } from '@jobwire/events';
import type { Observable, Subscriber, Subscription } from 'rxjs';
import { MOST_FOLLOWED } from './frame-turns';
import type { ConnectionStart } from './job-events-connection';

/** How many come is looked at over so long. In milliseconds. */
const LOOK_MS = 500;

/** So often one after the other there were too many: what comes at once after a reconnect is no flood. */
const LOOKS = 2;

export interface MovingStreamParts {
  /** The stream read by this page's thread. */
  readonly here: (start: ConnectionStart) => Observable<PlainStreamItem>;
  /** The stream read by a worker. */
  readonly inWorker: (start: ConnectionStart) => Observable<PlainStreamItem>;
}

/**
 * One stream, which goes on in a worker as soon as more events come than anybody can follow. The one here is closed when that in the
 * worker has begun: each event is given once and in order. Where it cannot begin, all stays here.
 */
export class MovingStream {
  #here: Subscription | undefined;
  #hasTried = false;
  #hasMoved = false;
  #position: Position | undefined;
  #count = 0;
  #countedSince = 0;
  #floods = 0;

  constructor(
    private readonly parts: MovingStreamParts,
    private readonly start: ConnectionStart,
    private readonly subscriber: Subscriber<PlainStreamItem>,
  ) {
    this.#position = start.since;
  }

  open(): void {
    const { parts, subscriber } = this;
    this.#here = parts.here(this.#from()).subscribe({
      next: (item) => {
        this.#give(item);
        if (item.kind === 'event' && !this.#hasTried && this.#isFlood()) this.#move();
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    subscriber.add(this.#here);
  }

  #from(): ConnectionStart {
    return { ...this.start, since: this.#position };
  }

  #isFlood(): boolean {
    const now = performance.now();
    const passed = now - this.#countedSince;
    this.#count++;
    if (passed < LOOK_MS) return false;
    const isFlood = (this.#count * 1_000) / passed > MOST_FOLLOWED;
    this.#floods = isFlood ? this.#floods + 1 : 0;
    this.#count = 0;
    this.#countedSince = now;
    return this.#floods >= LOOKS;
  }

  #move(): void {
    const { parts, subscriber } = this;
    this.#hasTried = true;
    const there = parts.inWorker(this.#from()).subscribe({
      next: (item) => {
        if (this.#hasMoved) this.#give(item);
        // What the server has lost is told here too.
        else if (item.kind === 'hello' && item.gap && item.gap !== 'evicted') there.unsubscribe();
        else if (item.kind === 'hello') this.#arrive(item);
      },
      // The worker could not be started, or has broken: what it had is read here.
      error: () => this.#hasMoved && this.open(),
      complete: () => this.#hasMoved && subscriber.complete(),
    });
    subscriber.add(there);
  }

  #arrive(hello: PlainStreamItem & { readonly kind: 'hello' }): void {
    this.#hasMoved = true;
    this.#here?.unsubscribe();
    // So far behind that the server gives the rest no more, this thread would never catch up.
    if (hello.gap && this.#isBehind(hello.position)) this.#give(hello);
  }

  #isBehind(position: Position): boolean {
    return this.#position === undefined || comparePositions(position, this.#position) > 0;
  }

  #give(item: PlainStreamItem): void {
    if (item.kind === 'event') {
      const { position } = item.event;
      // Between the question and the worker's first event some came here.
      if (!this.#isBehind(position)) return;
      this.#position = position;
    } else if (item.kind === 'hello' && (item.gap || this.#position === undefined)) {
      // Positions may go back.
      this.#position = item.position;
    }
    this.subscriber.next(item);
  }
}
