/** When each event was published, and when the last reader had it. */
export class Arrivals {
  #readers;
  #publishedMs = [];
  #missing = [];
  #lastMs = [];
  #isAll = Promise.withResolvers();
  #complete = 0;

  constructor(readers) {
    this.#readers = readers;
  }

  get count() {
    return this.#publishedMs.length;
  }

  published(atMs) {
    this.#publishedMs.push(atMs);
    this.#missing.push(this.#readers);
  }

  arrived(number) {
    if (--this.#missing[number] > 0) return;
    this.#lastMs[number] = performance.now();
    if (++this.#complete === this.count) this.#isAll.resolve(true);
  }

  /** Call it when nothing more is published. */
  all() {
    if (this.#complete < this.count) this.#isAll = Promise.withResolvers();
    else this.#isAll.resolve(true);
    return this.#isAll.promise;
  }

  latenciesMs(from, to) {
    const latencies = this.#lastMs.slice(from, to).map((atMs, index) => atMs - this.#publishedMs[from + index]);
    return latencies.sort((a, b) => a - b);
  }
}
