import { statSync } from 'node:fs';
import { StoreError } from './store-error.ts';

/** Looking for the files takes as long as storing an event does, so it is not done for each one. */
const CHECK_EVERY_MS = 100;

/**
 * The files of an open database. SQLite goes on with files that were removed or replaced, and what it stores in them is gone
 * with the process: that must not count as stored.
 */
export class SqliteFiles {
  readonly #file: string;
  readonly #opened: readonly string[];
  #checkedMs = -Infinity;

  constructor(file: string) {
    this.#file = file;
    this.#opened = this.#identities();
  }

  /** Throws a {@link StoreError} `gone` where the files are not those that were opened. */
  check(): void {
    const found = this.#identities();
    if (found.every((identity, index) => identity === this.#opened[index])) {
      this.#checkedMs = performance.now();
      return;
    }
    this.#checkedMs = -Infinity;
    throw new StoreError(
      `${this.#file} or its -wal file was moved or removed while it was in use. Put both back, or start the program again: then a new one is made where none is. What is stored can still be read until then.`,
      'gone',
    );
  }

  checkNowAndThen(): void {
    if (performance.now() - this.#checkedMs >= CHECK_EVERY_MS) this.check();
  }

  #identities(): string[] {
    return [this.#file, `${this.#file}-wal`].map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? `${found.dev}:${found.ino}` : 'missing';
    });
  }
}
