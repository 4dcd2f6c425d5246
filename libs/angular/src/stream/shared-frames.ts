/** As many are drawn in a frame as take so long: then no frame is left out. In milliseconds. */
export const SMOOTH_MS = 12;

/** Where one alone takes longer than that, as on a slow machine, few frames are left out: in each as many are drawn as take so long. */
const CROWDED_MS = 64;

/** How long one alone takes is looked at anew after so many frames. */
const LEARN_AFTER = 32;

/** How many of those that only draw have their turn in one frame: learnt from how long their frames take. */
export class SharedFrames {
  #together = 1;
  #aloneMs = 0;
  #sinceLearned = 0;

  /** So many at most in the next one. */
  get most(): number {
    return this.#sinceLearned < LEARN_AFTER ? this.#together : 1;
  }

  /** Whether one alone leaves out a frame. */
  get isCrowded(): boolean {
    return this.#aloneMs > SMOOTH_MS;
  }

  /** So many were drawn, and all that the browser did for them took so long. */
  took(count: number, frameMs: number): void {
    this.#sinceLearned = count === 1 ? 0 : this.#sinceLearned + 1;
    if (count === 1) this.#aloneMs = frameMs;
    const goalMs = this.isCrowded ? CROWDED_MS : SMOOTH_MS;
    if (frameMs > goalMs) this.#together = Math.max(1, Math.floor((count * goalMs) / frameMs));
    // Where fewer were due than could be, it says nothing about more.
    else if (count === this.#together) this.#together++;
  }
}
