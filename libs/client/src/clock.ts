/** Time as the stream sees it; a test passes one that it moves by hand. */
export interface Clock {
  /** Milliseconds since 1970. It must go on while the machine sleeps: waking up is noticed by it. */
  now(): number;
  /** Calls back once after so many milliseconds. Returns the function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Above it `setTimeout` fires at once (WHATWG HTML, section 8.6: the delay is a 32-bit integer). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timer);
  },
};
