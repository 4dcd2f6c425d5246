import type { ConnectionStatus } from '@jobwire/client';
import { BehaviorSubject, filter, map, type Observable } from 'rxjs';

/** A stream that takes longer to open does not hold back what is loaded over HTTP. In milliseconds. */
export const PATIENCE_MS = 2_000;

/** Says when to load the states that events then keep up to date, so that no event falls between the two. */
export class LoadMoments {
  /** How often it was time to load. 0: not yet. */
  readonly #count = new BehaviorSubject(0);
  #hasOpened = false;
  #patience: ReturnType<typeof setTimeout> | undefined;

  /** At once where it was time already, and each time that what was loaded before may lack events. */
  readonly loadNow$: Observable<void> = this.#count.pipe(
    filter((count) => count > 0),
    map(() => undefined),
  );

  start(): void {
    this.#patience = setTimeout(() => this.#loadWithoutStream(), PATIENCE_MS);
  }

  /** The stream has opened. What was loaded before that does not connect to it, nor after a gap. */
  opened({ hasGap }: { readonly hasGap: boolean }): void {
    this.stop();
    if (this.#hasOpened && !hasGap) return;
    this.#hasOpened = true;
    this.#next();
  }

  follow(status: ConnectionStatus): void {
    if (status !== 'connecting' && status !== 'live') this.#loadWithoutStream();
  }

  stop(): void {
    clearTimeout(this.#patience);
  }

  #loadWithoutStream(): void {
    this.stop();
    if (this.#count.value === 0) this.#next();
  }

  #next(): void {
    this.#count.next(this.#count.value + 1);
  }
}
