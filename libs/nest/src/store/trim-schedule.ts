import { setImmediate as nextTurn } from 'node:timers/promises';

/** Events appended between two looks at the bounds. */
const TRIM_EVERY = 1_000;

/** Time between two looks at the bounds, for history that grows too old while nothing is appended. */
const TRIM_EVERY_MS = 60_000;

/** What is done in the background to keep history within its bounds. */
export interface TrimWork {
  /** Removes events: there are more now. */
  readonly events: () => Promise<void>;
  /** Removes all that is over the bounds. */
  readonly everything: () => Promise<void>;
}

/** Looks now and then whether history is over its bounds, one look at a time. */
export class TrimSchedule {
  readonly #work: TrimWork;
  readonly #timer: NodeJS.Timeout;
  #appended = 0;
  #trimming: Promise<unknown> | undefined;
  #couldTrim = true;
  #isStopped = false;

  constructor(work: TrimWork) {
    this.#work = work;
    this.#timer = setInterval(() => this.#start(work.everything), TRIM_EVERY_MS).unref();
  }

  appended(count: number): void {
    this.#appended += count;
    if (this.#appended >= TRIM_EVERY) this.#start(this.#work.events);
  }

  /** Nothing is begun any more. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  /** Nothing goes on any more. */
  async stopped(): Promise<void> {
    await this.#trimming;
  }

  #start(work: () => Promise<void>): void {
    if (this.#trimming || this.#isStopped) return;
    this.#appended = 0;
    this.#trimming = nextTurn()
      .then(work)
      .then(
        () => (this.#couldTrim = true),
        (error: unknown) => {
          // Nothing can be written now, which appends are told too. Once is enough: it is tried again.
          if (this.#couldTrim)
            process.emitWarning(`Old history could not be removed: ${String(error)}`, 'JobwireWarning');
          this.#couldTrim = false;
        },
      )
      .then(() => (this.#trimming = undefined));
  }
}
