import { signal, type Signal } from '@angular/core';
import type { ConnectionStatus } from '@jobwire/client';

/** A connection that was live may be lost for so long before the page says so. In milliseconds. */
export const GRACE_MS = 3_000;

/** Whether the page is live, short interruptions left out. */
export class Liveness {
  readonly #isLive = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly isLive: Signal<boolean> = this.#isLive.asReadonly();

  follow(status: ConnectionStatus): void {
    if (status === 'live') this.#set(true);
    else if (status !== 'reconnecting') this.#set(false);
    else if (this.#isLive()) this.#timer ??= setTimeout(() => this.#set(false), GRACE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #set(isLive: boolean): void {
    this.stop();
    this.#isLive.set(isLive);
  }
}
