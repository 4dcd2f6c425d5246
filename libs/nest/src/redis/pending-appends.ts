import { ReplyError } from 'ioredis';
import { compareParts, type Position, type PositionParts } from '@jobwire/events';
import { randomBytes } from 'node:crypto';
import type { EncodedEvent } from '../store/encoded-event.ts';
import type { PlaceHold } from '../store/event-store.ts';
import type { StoreError } from '../store/store-error.ts';

/** Events that are stored together or not at all. */
export interface SentAppend {
  /** Each of its events carries it in the stream. */
  readonly id: string;
  readonly events: readonly EncodedEvent[];
  /** The run that it ends: it is left out where that has ended. */
  readonly ends: string | undefined;
  /** It may have been sent before: it is left out where it, or a later one of its process, was stored. */
  readonly once: boolean;
  /** It begins a run: it is left out where that has lost its place. */
  readonly holds: PlaceHold | undefined;
}

/** Before all events. */
const NONE: PositionParts = { epochMs: 0, seq: 0 };

interface PendingAppend extends SentAppend {
  readonly resolve: (position: Position | undefined) => void;
  readonly reject: (error: StoreError) => void;
  /** Events that were read back. */
  seen: number;
  /** The newest of them: what is read anew counts once. */
  lastSeen: PositionParts;
  isOnItsWay: boolean;
}

interface AddedAs {
  readonly ends?: string | undefined;
  readonly holds?: PlaceHold | undefined;
  readonly onceAs?: string | undefined;
}

export interface AppendOptions {
  /** Stores all of these in one transaction. Resolves with whether each was stored. */
  readonly send: (appends: readonly SentAppend[]) => Promise<readonly boolean[]>;
  /** Why nothing can be sent now. */
  readonly fault: () => StoreError | undefined;
  /** The error for events that were not stored. */
  readonly refused: (cause: unknown) => StoreError;
}

/**
 * Appends that wait until their events are read back from the stream: only then are they known to be stored, by whoever asks
 * here. An answer that is lost changes nothing for those that were stored; {@link verify} finds those that were not.
 */
export class PendingAppends {
  readonly #options: AppendOptions;
  readonly #process = randomBytes(9).toString('base64url');
  readonly #sent = new Map<string, PendingAppend>();
  #count = 0;
  #waiting: PendingAppend[] = [];
  #turn: NodeJS.Immediate | undefined;
  #onEmpty = (): void => undefined;

  constructor(options: AppendOptions) {
    this.#options = options;
  }

  /**
   * Sends events together with all else of this turn of the loop. Resolves with the position of the last one, with `undefined`
   * where they were left out. `onceAs`: the id of those that may have been sent before.
   */
  add(events: readonly EncodedEvent[], { ends, holds, onceAs }: AddedAs = {}): Promise<Position | undefined> {
    this.#turn ??= setImmediate(() => this.flush());
    const id = onceAs ?? `${this.#process}.${++this.#count}`;
    const append = { id, events, ends, holds, once: onceAs !== undefined };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...append, resolve, reject, seen: 0, lastSeen: NONE, isOnItsWay: true });
    });
  }

  /** Sends what waits, now. */
  flush(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const turn = this.#waiting;
    this.#waiting = [];
    if (turn.length === 0) return;
    const fault = this.#options.fault();
    if (fault) return turn.forEach(({ reject }) => reject(fault));
    for (const append of turn) this.#sent.set(append.id, append);
    void this.#send(turn);
  }

  /** An event of an append, whoever's, was read back. */
  saw(id: string, at: PositionParts, position: Position): void {
    const append = this.#sent.get(id);
    if (!append || compareParts(at, append.lastSeen) <= 0) return;
    append.lastSeen = at;
    append.seen++;
    if (append.seen < append.events.length) return;
    append.resolve(position);
    this.#forget(id);
  }

  /** What is no longer on its way, and is not found although all that is in the stream by now was read, was not stored. */
  async verify(readAll: () => Promise<void>): Promise<void> {
    const doubtful = [...this.#sent.values()].filter(({ isOnItsWay }) => !isOnItsWay);
    if (doubtful.length === 0) return;
    await readAll();
    this.#reject(doubtful, new Error('the connection broke before it was stored'));
  }

  /** Resolves when each append has been stored or refused. */
  async settled(): Promise<void> {
    this.flush();
    if (this.#sent.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
  }

  /** Nobody will know any more. */
  abandon(): void {
    this.#reject([...this.#sent.values()], new Error('nobody waited any longer for whether it was stored'));
  }

  async #send(turn: readonly PendingAppend[]): Promise<void> {
    try {
      const stored = await this.#options.send(turn);
      for (const [index, append] of turn.entries()) {
        append.isOnItsWay = false;
        if (stored[index]) continue;
        append.resolve(undefined);
        this.#forget(append.id);
      }
    } catch (error) {
      for (const append of turn) append.isOnItsWay = false;
      // Redis said no. Where it said nothing, nobody knows yet: see verify().
      if (error instanceof ReplyError) this.#reject(turn, error);
    }
  }

  #reject(appends: readonly PendingAppend[], cause: unknown): void {
    for (const { id, reject } of appends) {
      // Of one that was resolved meanwhile nothing is heard.
      reject(this.#options.refused(cause));
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    this.#sent.delete(id);
    if (this.#sent.size === 0) this.#onEmpty();
  }
}
