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

/** And less often where all of them together take more than this part of the time, as on a slow machine. */
const SHARE = 1 / 6;

/** But at least so often. In milliseconds. */
const LONGEST_BEAT_MS = 2_000;

/** And no further turn begins in a frame after so long. In milliseconds. */
const BUDGET_MS = 2;

/** How many come is looked at over so long. In milliseconds. */
const LOOK_MS = 250;

/** After a flood it is over when few have come for so long. In milliseconds. */
const CALM_MS = 1_000;

interface Receiver<Item> {
  readonly take: (items: readonly Item[]) => void;
  /** How many items there had been when it had its last turn, when that was, and how long it and its drawing took. */
  had: number;
  at: number;
  tookMs: number;
}

/**
 * Collects items and delivers them with animation frames. Few go to all receivers with the next frame. Where very many come
 * each receiver has a turn twice a second, and turns are spread over the frames: none of them has more to draw than it has time for.
 */
export class FrameTurns<Item> {
  readonly #receivers = new Set<Receiver<Item>>();
  /** What somebody still waits for. */
  #waiting: Item[] = [];
  #count = 0;
  #cancel: (() => void) | undefined;
  #lookedAt = -Infinity;
  #countSince = 0;
  #floodedAt = -Infinity;

  /** `draw`: what was delivered within a frame is drawn in that same frame, and not in the next one. */
  constructor(
    private readonly host: FrameHost,
    private readonly draw: () => void = () => {},
  ) {}

  /** Delivers what comes from now on. Returns how to leave. */
  join(take: Receiver<Item>['take']): () => void {
    const receiver = { take, had: this.#count, at: -Infinity, tookMs: 0 };
    this.#receivers.add(receiver);
    return () => this.#receivers.delete(receiver);
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
    for (const receiver of [...this.#receivers]) this.#serve(receiver);
    this.#forget();
  }

  /** Drops what waits. */
  stop(): void {
    this.#receivers.clear();
    this.flush();
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
    const now = performance.now();
    this.#look(now);
    if (now - this.#floodedAt < CALM_MS) return this.#takeTurns();
    this.flush();
    this.draw();
  }

  /** Whoever waits longest is first. */
  #takeTurns(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const beganAt = performance.now();
    const beatMs = this.#beatMs();
    const due = [...this.#receivers]
      .filter(({ had, at }) => had < this.#count && beganAt - at >= beatMs)
      .sort((a, b) => a.at - b.at);
    for (const receiver of due) {
      this.#serve(receiver);
      this.draw();
      const now = performance.now();
      receiver.tookMs = now - receiver.at;
      if (now - beganAt >= BUDGET_MS) break;
    }
    this.#forget();
    if (this.#waiting.length > 0) this.#cancel ??= this.#withFrame();
  }

  #beatMs(): number {
    let roundMs = 0;
    for (const { tookMs } of this.#receivers) roundMs += tookMs;
    return Math.min(Math.max(roundMs / SHARE, BEAT_MS), LONGEST_BEAT_MS);
  }

  #serve(receiver: Receiver<Item>): void {
    const items = this.#waiting.slice(this.#waiting.length - (this.#count - receiver.had));
    receiver.had = this.#count;
    receiver.at = performance.now();
    if (items.length > 0 && this.#receivers.has(receiver)) receiver.take(items);
  }

  /** What everyone has. */
  #forget(): void {
    let least = this.#count;
    for (const { had } of this.#receivers) least = Math.min(least, had);
    this.#waiting.splice(0, this.#waiting.length - (this.#count - least));
  }
}
