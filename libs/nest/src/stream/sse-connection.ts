import { compareParts, formatPosition, parsePosition, type PositionParts } from '@jobwire/events';
import type { ServerResponse } from 'node:http';
import type { EventLog } from '../store/event-log.ts';
import { encodeFrame } from './frame.ts';
import type { CompiledFilter, ReplayWindow } from './replay-window.ts';

/** Events read from the log at a time for a connection that has fallen behind the window. */
const CATCH_UP_EVENTS = 500;

/**
 * A response and a cursor into the log. Replay, live delivery and catching up after a stall are one loop: write what
 * follows the cursor until the socket is full, go on when it has drained. Nothing is queued for a client that does not read.
 */
export class SseConnection {
  #cursor: PositionParts;
  #isReadingLog = false;
  #isEnded = false;

  constructor(
    private readonly response: ServerResponse,
    cursor: PositionParts,
    readonly filter: CompiledFilter,
    private readonly window: ReplayWindow,
    private readonly log: EventLog,
    private readonly onEnd: (reason?: Error) => void,
  ) {
    this.#cursor = cursor;
    response.on('drain', this.pump);
  }

  /** Writes what follows the cursor, as far as the socket takes it. */
  readonly pump = (): void => {
    while (!this.#isBusy()) {
      const slice = this.window.sliceAfter(this.#cursor, this.filter);
      if (!slice) return void this.#readLog();
      this.#cursor = slice.next;
      if (slice.buffer) this.response.write(slice.buffer);
      if (!slice.more) return;
    }
  };

  /** Writes a ping with the cursor as its id, so that a quiet or filtered client's position moves. None where the socket is full. */
  ping(data: string, atHead: { readonly head: PositionParts; readonly frame: Buffer }): void {
    if (this.#isEnded || this.response.writableNeedDrain) return;
    const isAtHead = compareParts(this.#cursor, atHead.head) === 0;
    this.response.write(isAtHead ? atHead.frame : encodeFrame('ping', formatPosition(this.#cursor), data));
  }

  /** Ends the response: the client comes back from its last position. */
  end(reason?: Error): void {
    if (this.#isEnded) return;
    this.close();
    this.onEnd(reason);
  }

  /** Lets go of the response without ending it: the client has gone. */
  close(): void {
    this.#isEnded = true;
    this.response.off('drain', this.pump);
  }

  #isBusy(): boolean {
    return this.#isEnded || this.#isReadingLog || this.response.writableNeedDrain;
  }

  async #readLog(): Promise<void> {
    this.#isReadingLog = true;
    try {
      const after = formatPosition(this.#cursor);
      const page = await this.log.read(after, { limit: CATCH_UP_EVENTS, filter: this.filter.filter });
      // Asked after the read: had events been removed meanwhile, the page could have a hole.
      const { gap } = await this.log.gapAfter(after);
      if (this.#isEnded) return;
      if (gap) return this.end();
      if (page.events.length > 0) {
        this.response.write(
          Buffer.concat(page.events.map(({ event, json }) => encodeFrame('job', event.position, json))),
        );
      }
      this.#cursor = parsePosition(page.position) ?? this.#cursor;
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
