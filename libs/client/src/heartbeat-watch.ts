import type { Clock } from './clock.ts';

/** What a silent connection comes to. */
export interface HeartbeatListener {
  /** A ping did not come. */
  missedOne(): void;
  /** A second one did not come: the connection is dead. Nothing follows. */
  missedTwo(): void;
}

/** Watches a connection for signs of life. A message costs it one comparison less than a timer: timers are moved when they fire. */
export class HeartbeatWatch {
  #heartbeatMs = 0;
  #slackMs = 0;
  #heardAt = 0;
  #wokeAt = 0;
  #hasMissedOne = false;
  #cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly listener: HeartbeatListener,
  ) {}

  /** Begins with a new connection that has just said hello. */
  start(heartbeatMs: number): void {
    this.stop();
    this.#heartbeatMs = heartbeatMs;
    // A ping may be held up a little by the server's timer and the network.
    this.#slackMs = Math.max(1_000, heartbeatMs / 5);
    this.#wokeAt = 0;
    this.beat();
    this.#schedule(this.#firstMissedAt());
  }

  /** A sign of life: any message. */
  beat(): void {
    this.#heardAt = this.clock.now();
    this.#hasMissedOne = false;
  }

  /** The machine has slept and what was sent meanwhile may be lost or late: one more ping may be missed before all is over. */
  woke(): void {
    if (!this.#cancel) return;
    this.#wokeAt = this.clock.now();
    this.#cancel();
    this.#look();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    const now = this.clock.now();
    // Somebody set the clock back.
    this.#heardAt = Math.min(this.#heardAt, now);
    if (now < this.#firstMissedAt()) return this.#schedule(this.#firstMissedAt());
    const secondMissedAt = Math.max(
      this.#firstMissedAt() + this.#heartbeatMs,
      this.#wokeAt + this.#heartbeatMs + this.#slackMs,
    );
    if (now >= secondMissedAt) {
      this.stop();
      return this.listener.missedTwo();
    }
    this.#schedule(secondMissedAt);
    if (this.#hasMissedOne) return;
    this.#hasMissedOne = true;
    this.listener.missedOne();
  }

  #schedule(dueAt: number): void {
    this.#cancel = this.clock.after(dueAt - this.clock.now(), () => {
      // This late, it was not the connection that slept but we: what it sent may still wait to be read.
      if (this.clock.now() - dueAt > this.#slackMs) this.#wokeAt = this.clock.now();
      this.#look();
    });
  }

  #firstMissedAt(): number {
    return this.#heardAt + this.#heartbeatMs + this.#slackMs;
  }
}
