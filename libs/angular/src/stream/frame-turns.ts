/** What is used of a `Window`. */
export type FrameHost = Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame' | 'setTimeout' | 'clearTimeout'>;

/** Without a frame for so long (the page is hidden or covered), items are delivered all the same. In milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/** More do not wait, however long it takes: several times what comes between two turns of a slow machine in a flood. */
export const MOST_WAITING = 20_000;

/** Where more come in a second nobody can follow each of them: drawing them in every frame would only cost. */
export const MOST_FOLLOWED = 200;

/** Then each receiver has its turn so often. In milliseconds. */
export const BEAT_MS = 500;

/** And less often where to draw what it has got takes more than this part of the time, as on a slow machine. */
const SHARE = 1 / 50;

/** Those that only draw, of which there may be hundreds, have this part all together. */
const SHARE_OF_MANY = 1 / 20;

/** But at least so often. In milliseconds. */
const LONGEST_BEAT_MS = 2_000;

/** And no further turn begins in a frame after so long. In milliseconds. */
const BUDGET_MS = 2;

/** How many come is looked at over so long. In milliseconds. */
const LOOK_MS = 250;

/** A flood is over when few have come for so long. In milliseconds. */
const CALM_MS = 3_000;

/** Whoever has turns. */
interface Receiver {
  readonly serve: () => void;
  /** It shows what others have received. */
  readonly isOneOfMany: boolean;
  /** When it had its last turn or came, and how long it took to draw that. */
  at: number;
  drawnMs: number;
}

/** What a receiver of items has. */
interface Progress {
  /** How many items there had been when it had its last turn. */
  had: number;
}

/**
 * Collects items and delivers them with animation frames. Few go to all receivers with the next frame. Where very many come
 * each receiver has a turn twice a second, and turns are spread over the frames: none of them has more to draw than it has time for.
 */
export class FrameTurns<Item> {
  /** Whoever waits longest is first. */
  readonly #receivers = new Set<Receiver>();
  readonly #progress = new Map<Receiver, Progress>();
  /** What somebody still waits for. */
  #waiting: Item[] = [];
  #count = 0;
  /** How long it took to draw all those that only draw. */
  #manyMs = 0;
  #cancel: (() => void) | undefined;
  #lookedAt = -Infinity;
  #countSince = 0;
  #floodedAt = -Infinity;

  /** `draw`: what was delivered within a frame is drawn in that same frame, and not in the next one. */
  constructor(
    private readonly host: FrameHost,
    private readonly draw: () => void = () => {},
  ) {}

  /** Whether very many have come of late. */
  get isFlood(): boolean {
    return performance.now() - this.#floodedAt < CALM_MS;
  }

  /** Delivers what comes from now on. Returns how to leave. */
  join(take: (items: readonly Item[]) => void): () => void {
    const progress = { had: this.#count };
    const serve = (): void => {
      const items = this.#waiting.slice(this.#waiting.length - (this.#count - progress.had));
      progress.had = this.#count;
      if (items.length > 0) take(items);
    };
    return this.#join({ serve, isOneOfMany: false, at: performance.now(), drawnMs: 0 }, progress);
  }

  /** As one of many that show what others have received: calls back when it has its turn, where very many come. Returns how to leave. */
  joinDrawing(draw: () => void): () => void {
    return this.#join({ serve: draw, isOneOfMany: true, at: performance.now(), drawnMs: 0 });
  }

  add(item: Item): void {
    this.#look(performance.now());
    this.#countSince++;
    this.#waiting.push(item);
    this.#count++;
    if (this.#waiting.length >= MOST_WAITING) this.flush();
    else this.#cancel ??= this.#withFrame();
  }

  /** Delivers all that waits, now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const receiver of [...this.#progress.keys()]) if (this.#receivers.has(receiver)) receiver.serve();
    this.#forget();
  }

  /** Drops what waits. */
  stop(): void {
    this.#receivers.clear();
    this.#progress.clear();
    this.flush();
  }

  #join(receiver: Receiver, progress?: Progress): () => void {
    this.#receivers.add(receiver);
    if (progress) this.#progress.set(receiver, progress);
    return () => {
      this.#receivers.delete(receiver);
      this.#progress.delete(receiver);
      this.#took(receiver, 0);
    };
  }

  #look(now: number): void {
    const passed = now - this.#lookedAt;
    if (passed >= LOOK_MS) {
      if ((this.#countSince * 1_000) / passed > MOST_FOLLOWED) this.#floodedAt = now;
      this.#lookedAt = now;
      this.#countSince = 0;
    }
  }

  #withFrame(): () => void {
    const { host } = this;
    const frame = host.requestAnimationFrame(() => this.#frame());
    const timer = host.setTimeout(() => this.flush(), LONGEST_WAIT_MS);
    return () => {
      host.cancelAnimationFrame(frame);
      host.clearTimeout(timer);
    };
  }

  #frame(): void {
    this.#look(performance.now());
    if (this.isFlood) return this.#takeTurns();
    this.flush();
    this.draw();
  }

  #takeTurns(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const beganAt = performance.now();
    const isDue = (receiver: Receiver): boolean => beganAt - receiver.at >= this.#beatMs(receiver);
    for (const receiver of [...this.#receivers].filter(isDue)) {
      this.#takeTurn(receiver);
      if (performance.now() - beganAt >= BUDGET_MS) break;
    }
    this.#forget();
    // Whoever shows what others have received has turns until the flood is over.
    const isOver = this.#waiting.length === 0 && this.#receivers.size === this.#progress.size;
    if (!isOver) this.#cancel ??= this.#withFrame();
  }

  #takeTurn(receiver: Receiver): void {
    // It may have left in the turn before.
    if (!this.#receivers.delete(receiver)) return;
    this.#receivers.add(receiver);
    receiver.at = performance.now();
    receiver.serve();
    const servedAt = performance.now();
    this.draw();
    this.#took(receiver, performance.now() - servedAt);
  }

  #took(receiver: Receiver, drawnMs: number): void {
    if (receiver.isOneOfMany) this.#manyMs += drawnMs - receiver.drawnMs;
    receiver.drawnMs = drawnMs;
  }

  #beatMs({ isOneOfMany, drawnMs }: Receiver): number {
    const restMs = isOneOfMany ? this.#manyMs / SHARE_OF_MANY : drawnMs / SHARE;
    return Math.min(Math.max(restMs, BEAT_MS), LONGEST_BEAT_MS);
  }

  /** What everyone has. */
  #forget(): void {
    let least = this.#count;
    for (const { had } of this.#progress.values()) least = Math.min(least, had);
    this.#waiting.splice(0, this.#waiting.length - (this.#count - least));
  }
}
