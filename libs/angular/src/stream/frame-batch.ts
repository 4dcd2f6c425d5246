/** What is used of a `Window`. */
export type FrameHost = Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame' | 'setTimeout' | 'clearTimeout'>;

/** Without a frame for so long (the page is hidden or covered), items are delivered all the same. In milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/** More do not wait, however long the next frame takes. */
export const LARGEST_BATCH = 1_000;

/** Collects items and delivers them together, once per animation frame. */
export class FrameBatch<Item> {
  #items: Item[] = [];
  #cancel: (() => void) | undefined;

  constructor(
    private readonly host: FrameHost,
    private readonly deliver: (items: readonly Item[]) => void,
  ) {}

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length >= LARGEST_BATCH) return this.flush();
    this.#cancel ??= this.#schedule();
  }

  /** Delivers what waits, now. */
  flush(): void {
    const items = this.#items;
    this.stop();
    if (items.length > 0) this.deliver(items);
  }

  /** Drops what waits. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#items = [];
  }

  #schedule(): () => void {
    const flush = (): void => this.flush();
    const frame = this.host.requestAnimationFrame(flush);
    const timer = this.host.setTimeout(flush, LONGEST_WAIT_MS);
    return () => {
      this.host.cancelAnimationFrame(frame);
      this.host.clearTimeout(timer);
    };
  }
}
