/** How long events take from the store to this page. In milliseconds. */
export interface StreamLag {
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** So many of the newest events are measured. */
const EVENTS = 200;

/** Of so many of the newest hellos and pings the fastest tells how far the clocks are apart. */
const SAMPLES = 16;

/**
 * Measures how long events take from the store to here. How far the server's clock is from ours is what the fastest hello or
 * ping seems to have taken: its way itself, which no message can be faster than, is left out.
 */
export class Lag {
  readonly #differences: number[] = [];
  #fastestMs = Infinity;
  readonly #lags: number[] = [];
  #toSkip = 0;
  #read: StreamLag | undefined;

  /** A connection begins, with events that happened before it. */
  hello(epochMs: number, replayed: number, now: number): void {
    this.#toSkip = replayed;
    this.ping(epochMs, now);
  }

  ping(epochMs: number, now: number): void {
    push(this.#differences, now - epochMs, SAMPLES);
    this.#fastestMs = Math.min(...this.#differences);
  }

  event(epochMs: number, now: number): void {
    if (this.#toSkip-- > 0 || this.#differences.length === 0) return;
    push(this.#lags, Math.max(0, now - epochMs - this.#fastestMs), EVENTS);
    this.#read = undefined;
  }

  /** `undefined` as long as no event has come. */
  read(): StreamLag | undefined {
    if (this.#lags.length === 0 || this.#read) return this.#read;
    const sorted = this.#lags.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    return (this.#read = { medianMs: at(0.5), p99Ms: at(0.99) });
  }
}

function push(list: number[], value: number, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
