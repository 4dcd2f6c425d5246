import type { Writable } from 'node:stream';
import { compareParts, formatPosition, type PositionParts } from '@jobwire/events';
import type { CatchUp } from './catch-up.ts';
import { encodeFrame } from './frame.ts';
import type { StreamOutput } from './hand-over.ts';
import type { CompiledFilter, ReplayWindow } from './replay-window.ts';

/** A ping for all connections. Most of them stand at the head, and share its frame. */
export interface Ping {
  readonly data: string;
  readonly head: PositionParts;
  /** With the head as its id. */
  readonly frame: Buffer;
}

/**
 * A response and a cursor into the log. Replay, live delivery and catching up after a stall are one loop: write what
 * follows the cursor until the socket is full, go on when it has drained. Nothing is queued for a client that does not read.
 */
export class SseConnection {
  readonly #writable: Writable;
  #cursor: PositionParts;
  #isReadingLog = false;
  #awaitsDrain = false;
  #isEnded = false;

  constructor(
    private readonly output: StreamOutput,
    cursor: PositionParts,
    private readonly filter: CompiledFilter,
    private readonly window: ReplayWindow,
    private readonly catchUp: CatchUp,
    private readonly onEnd: (reason?: Error) => void,
  ) {
    // Looked up once: with thousands of connections each step from one object to the next is memory that no cache holds.
    this.#writable = output.writable;
    this.#cursor = cursor;
  }

  /** Writes what follows the cursor, as far as the socket takes it. */
  pump(): void {
    while (!this.#isBusy()) {
      const slice = this.window.sliceAfter(this.#cursor, this.filter);
      if (!slice) return void this.#readLog();
      this.#cursor = slice.next;
      if (slice.buffer) this.#write(slice.buffer);
      if (!slice.more) return;
    }
  }

  /** Writes a ping with the cursor as its id, so that a quiet or filtered client's position moves. None where the socket is full. */
  ping({ data, head, frame }: Ping): void {
    if (this.#isEnded || this.#awaitsDrain) return;
    const isAtHead = compareParts(this.#cursor, head) === 0;
    this.#write(isAtHead ? frame : encodeFrame('ping', formatPosition(this.#cursor), data));
  }

  /** Whether its cursor is after the head of the log, where no event can be. */
  isBeyond(head: PositionParts): boolean {
    return compareParts(this.#cursor, head) > 0;
  }

  /** Ends the response: the client comes back from its last position. */
  end(reason?: Error): void {
    if (this.#isEnded) return;
    this.close();
    this.output.end();
    this.onEnd(reason);
  }

  /** Ends it after what there is to send and the word how long its client may wait before it comes back. */
  dismiss(retryMs: number): void {
    this.pump();
    if (!this.#isBusy()) this.#write(Buffer.from(`retry: ${retryMs}\n\n`));
    this.end();
  }

  /** Lets go of the response without ending it: the client has gone. */
  close(): void {
    this.#isEnded = true;
  }

  #isBusy(): boolean {
    return this.#isEnded || this.#isReadingLog || this.#awaitsDrain;
  }

  #write(bytes: Buffer): void {
    if (this.#writable.write(bytes)) return;
    this.#awaitsDrain = true;
    this.#writable.once('drain', () => {
      this.#awaitsDrain = false;
      this.pump();
    });
  }

  async #readLog(): Promise<void> {
    this.#isReadingLog = true;
    try {
      const slice = await this.catchUp.sliceAfter(this.#cursor, this.filter);
      if (this.#isEnded) return;
      if (!slice) return this.end();
      this.#cursor = slice.next;
      if (slice.buffer) this.#write(slice.buffer);
    } catch (error) {
      // The store cannot be read (closed, broken, relay's source away): no excuse for silence, the client tries again.
      return this.end(error as Error);
    } finally {
      this.#isReadingLog = false;
    }
    // On a full socket this does nothing; `drain` calls again.
    this.pump();
  }
}
