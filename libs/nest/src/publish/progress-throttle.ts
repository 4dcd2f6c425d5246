import type { Progress } from '@jobwire/events';

/** At most one progress event of a run is published in this time. */
const INTERVAL_MS = 100;

/** Publishes the first and the last progress of a run and, between them, the newest one each 100 ms. */
export class ProgressThrottle {
  #waiting: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;
  #publishing: Promise<unknown> = Promise.resolve();
  #isFinished = false;

  constructor(private readonly publish: (progress: Progress) => Promise<unknown>) {}

  push(progress: Progress): void {
    if (this.#isFinished) return;
    this.#waiting = progress;
    if (!this.#timer) this.#flush();
  }

  /** Publishes what still waits; resolves when all is stored. Rejects where a publish failed. */
  async finish(): Promise<void> {
    this.#isFinished = true;
    clearTimeout(this.#timer);
    this.#send();
    await this.#publishing;
  }

  #flush(): void {
    if (!this.#waiting) return void (this.#timer = undefined);
    this.#send();
    this.#timer = setTimeout(() => this.#flush(), INTERVAL_MS);
  }

  #send(): void {
    const progress = this.#waiting;
    if (!progress) return;
    this.#waiting = undefined;
    const sent = this.publish(progress);
    this.#publishing = this.#publishing.then(() => sent);
    // Told by finish(); until then a failure must not count as unhandled.
    this.#publishing.catch(() => undefined);
  }
}
