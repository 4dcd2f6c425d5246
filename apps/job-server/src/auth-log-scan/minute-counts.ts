const MINUTE_MS = 60_000;

/** Minutes kept: the newest. */
const MOST_MINUTES = 60;

/** Counts by the minute, for the hour up to the newest. */
export class MinuteCounts {
  /** Of a minute since 1970, at the rest of its division by 60. */
  readonly #counts = new Uint32Array(MOST_MINUTES);
  #newest: number | undefined;

  /** `at` in milliseconds since 1970. */
  add(at: number, times: number): void {
    const minute = Math.floor(at / MINUTE_MS);
    this.#goOnTo(minute);
    if (this.#newest === undefined || minute <= this.#newest - MOST_MINUTES) return;
    const slot = minute % MOST_MINUTES;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + times;
  }

  /** From the first minute that has any to the newest, as evidence; `undefined` where none has. */
  toEvidence(): { readonly from: string; readonly stepMs: number; readonly counts: readonly number[] } | undefined {
    const newest = this.#newest;
    if (newest === undefined) return undefined;
    const minutes = Array.from({ length: MOST_MINUTES }, (_, index) => newest - MOST_MINUTES + 1 + index);
    const counts = minutes.map((minute) => this.#counts[minute % MOST_MINUTES] ?? 0);
    const first = counts.findIndex((count) => count > 0);
    const from = new Date((minutes[first] ?? newest) * MINUTE_MS).toISOString();
    return { from, stepMs: MINUTE_MS, counts: counts.slice(first) };
  }

  #goOnTo(minute: number): void {
    const newest = this.#newest ?? minute - MOST_MINUTES;
    for (let next = Math.max(newest + 1, minute - MOST_MINUTES + 1); next <= minute; next++)
      this.#counts[next % MOST_MINUTES] = 0;
    this.#newest = Math.max(newest, minute);
  }
}
