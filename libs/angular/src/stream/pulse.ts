/** Events per second of the last 90 seconds. */
export class Pulse {
  /** The count of each second, at the second's number modulo the length. */
  readonly #counts = new Uint32Array(PULSE_SECONDS + 1);
  #second: number;

  constructor(now: number) {
    this.#second = toSecond(now);
  }

  count(now: number): void {
    this.#moveTo(toSecond(now));
    const at = this.#second % this.#counts.length;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** The counts of the 90 seconds before the current one, newest last. */
  read(now: number): readonly number[] {
    this.#moveTo(toSecond(now));
    const { length } = this.#counts;
    return Array.from({ length: PULSE_SECONDS }, (_, index) => this.#counts[(this.#second + 1 + index) % length] ?? 0);
  }

  #moveTo(second: number): void {
    // Not back with a clock that is set back: what is counted meanwhile belongs to the newest second.
    const passed = Math.min(second - this.#second, this.#counts.length);
    for (let step = 0; step < passed; step++) this.#counts[(second - step) % this.#counts.length] = 0;
    if (passed > 0) this.#second = second;
  }
}

/** How many seconds the pulse goes back. */
export const PULSE_SECONDS = 90;

function toSecond(ms: number): number {
  return Math.floor(ms / 1_000);
}
