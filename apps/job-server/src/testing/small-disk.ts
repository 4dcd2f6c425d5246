import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk of its own for the data folder, made when the spec is read. `undefined` where this process may not mount one. */
export function smallDisk(): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'jobwire-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    // No root, or a container without the right to mount, or no such program.
    rmdirSync(folder);
    return undefined;
  }
  afterAll(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  });
  return new SmallDisk(folder);
}

export class SmallDisk {
  readonly #filler: string;

  constructor(readonly folder: string) {
    this.#filler = join(folder, 'filler');
  }

  /** Takes it all room. */
  fill(): void {
    const handle = openSync(this.#filler, 'w');
    try {
      for (;;) writeSync(handle, Buffer.alloc(4_096));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(handle);
    }
  }

  makeRoom(): void {
    rmSync(this.#filler, { force: true });
  }
}
