import { signal, type Signal, type Type } from '@angular/core';

/** A component that is loaded when it is needed. Not by `@defer`, which gives up for good when a load fails: this one can try again. */
export class LazyPart<Part = unknown> {
  readonly #component = signal<Type<Part> | undefined>(undefined);
  readonly #hasFailed = signal(false);
  readonly #isLoading = signal(false);
  #loading: Promise<boolean> | undefined;

  /** As soon as it is loaded. */
  readonly component: Signal<Type<Part> | undefined> = this.#component.asReadonly();
  /** The last load has failed; it stays so while the next one is on its way. */
  readonly hasFailed: Signal<boolean> = this.#hasFailed.asReadonly();
  readonly isLoading: Signal<boolean> = this.#isLoading.asReadonly();

  constructor(private readonly importPart: () => Promise<Type<Part>>) {}

  /** Loads it, where it is not there. Resolves with whether it is. */
  load(): Promise<boolean> {
    if (this.#component()) return Promise.resolve(true);
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<boolean> {
    this.#isLoading.set(true);
    try {
      this.#component.set(await this.importPart());
      return true;
    } catch {
      // TypeError: without a network, or the file is gone.
      return false;
    } finally {
      this.#hasFailed.set(this.#component() === undefined);
      this.#isLoading.set(false);
      this.#loading = undefined;
    }
  }
}
