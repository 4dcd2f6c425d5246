import type { Environment, EnvironmentListener } from '../environment.ts';

/** A machine whose network and sleep a test decides on. */
export class FakeEnvironment implements Environment {
  readonly #listeners = new Set<EnvironmentListener>();
  #isOnline = true;

  isOnline(): boolean {
    return this.#isOnline;
  }

  watch(listener: EnvironmentListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get watchers(): number {
    return this.#listeners.size;
  }

  goOnline(): void {
    this.#isOnline = true;
    for (const listener of [...this.#listeners]) listener.online();
  }

  goOffline(): void {
    this.#isOnline = false;
    for (const listener of [...this.#listeners]) listener.offline();
  }

  wake(): void {
    for (const listener of [...this.#listeners]) listener.woke();
  }
}
