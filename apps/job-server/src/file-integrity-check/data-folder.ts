import { realpath } from 'node:fs/promises';

/** Where this program keeps its own data. It changes while jobs run, so that comparing it says nothing. */
export class DataFolder {
  constructor(private readonly path: string) {}

  /** Without links on the way, as a walk comes to it. */
  async realPath(): Promise<string> {
    // Where it is not there yet, no walk comes to it either.
    return realpath(this.path).catch(() => this.path);
  }
}
