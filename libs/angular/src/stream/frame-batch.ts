/** What is used of a `Window`. */
export type FrameHost = Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame' | 'setTimeout' | 'clearTimeout'>;

/** Without a frame for so long (the page is hidden or covered), items are delivered all the same. In milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/** More do not wait, however long the next frame takes. */
export const LARGEST_BATCH = 1_000;

/** Where more come in a second nobody can follow each of them: drawing them in every frame would only cost. */
const FOLLOWED = 200;

/** Then they are delivered so often. In milliseconds. */
export const BEAT_MS = 500;

/** How many come is looked at over so long. In milliseconds. */
const LOOK_MS = 250;

/** Collects items and delivers them together: once per animation frame, and twice a second where very many come. */
export class FrameBatch<Item> {
  #items: Item[] = [];
  #cancel: (() => void) | undefined;
  #deliveredAt = -Infinity;
  #lookedAt = -Infinity;
  #countSince = 0;
  #areMany = false;

  /** `draw`: what was delivered within a frame is drawn in that same frame, and not in the next one. */
  constructor(
    private readonly host: FrameHost,
    private readonly deliver: (items: readonly Item[]) => void,
    private readonly draw: () => void = () => {},
  ) {}

  add(item: Item): void {
    const now = performance.now();
    this.#look(now);
    this.#items.push(item);
    if (this.#items.length >= LARGEST_BATCH) return this.flush();
    this.#cancel ??= this.#areMany ? this.#inTime(this.#deliveredAt + BEAT_MS - now) : this.#withFrame();
  }

  /** Delivers what waits, now. */
  flush(): void {
    const items = this.#items;
    this.stop();
    if (items.length === 0) return;
    this.#deliveredAt = performance.now();
    this.deliver(items);
  }

  /** Drops what waits. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#items = [];
  }

  #look(now: number): void {
    const passed = now - this.#lookedAt;
    if (passed >= LOOK_MS) {
      this.#areMany = (this.#countSince * 1_000) / passed > FOLLOWED;
      this.#lookedAt = now;
      this.#countSince = 0;
    }
    this.#countSince++;
  }

  #withFrame(): () => void {
    const frame = this.host.requestAnimationFrame(() => {
      this.flush();
      this.draw();
    });
    const cancelTimer = this.#inTime(LONGEST_WAIT_MS);
    return () => {
      this.host.cancelAnimationFrame(frame);
      cancelTimer();
    };
  }

  #inTime(delayMs: number): () => void {
    const timer = this.host.setTimeout(() => this.flush(), delayMs);
    return () => this.host.clearTimeout(timer);
  }
}
