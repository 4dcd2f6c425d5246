import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { relative } from 'node:path';
import { inParallel } from '../file-tree/in-parallel.ts';
import { join, walkFolder } from '../file-tree/walk-folder.ts';
import type { Checksums } from './baseline-store.ts';

/** A regular file below a folder. */
export interface FoundFile {
  readonly path: Buffer;
  /** Below the folder, as a byte string (latin1). */
  readonly name: string;
  readonly bytes: number;
}

export interface HashedFiles {
  readonly checksums: Checksums;
  /** Names of files that are there and could not be read. */
  readonly unreadable: ReadonlySet<string>;
}

/** Files read at a time, and how much of each. */
const AT_A_TIME = 4;
const CHUNK_BYTES = 256 * 1_024;

/** The regular files below a folder, and the names of folders that could not be read. Links are not followed. */
export async function findFiles(
  root: string,
  signal: AbortSignal,
  leaveOut: string,
): Promise<{ files: FoundFile[]; closed: string[] }> {
  const start = Buffer.from(root).toString('latin1');
  const files: FoundFile[] = [];
  const closed: string[] = [];
  for await (const { path, entries } of walkFolder(root, signal, { leaveOut })) {
    if (!entries) closed.push(relative(start, path.toString('latin1')));
    await inParallel(entries?.filter((entry) => entry.isFile()) ?? [], AT_A_TIME, async ({ name }) => {
      const file = join(path, name);
      const bytes = await sizeOf(file);
      files.push({ path: file, name: relative(start, file.toString('latin1')), bytes });
    });
  }
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), closed };
}

/** The SHA-256 of each file; `onBytes` is told what was read since it was last told. */
export async function hashFiles(
  files: readonly FoundFile[],
  { signal, onBytes }: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<HashedFiles> {
  const checksums = new Map<string, string>();
  const unreadable = new Set<string>();
  const buffers = Array.from({ length: AT_A_TIME }, () => Buffer.allocUnsafe(CHUNK_BYTES));
  await inParallel(files, AT_A_TIME, async ({ path, name }) => {
    const buffer = buffers.pop() ?? Buffer.allocUnsafe(CHUNK_BYTES);
    const hash = await hashFile(path, buffer, signal, onBytes);
    buffers.push(buffer);
    if (hash === undefined) unreadable.add(name);
    else checksums.set(name, hash);
  });
  return { checksums, unreadable };
}

async function hashFile(
  path: Buffer,
  buffer: Buffer,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    // What has become a link or a pipe since it was found is not followed, nor waited for.
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(buffer.subarray(0, bytesRead));
        onBytes(bytesRead);
      }
    } finally {
      await handle.close();
    }
  } catch {
    // A run that was cancelled ends; a file that we may not read, or that vanished, is counted as unreadable.
    signal.throwIfAborted();
    return undefined;
  }
}

async function sizeOf(path: Buffer): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch {
    // It vanished: reading it will say so.
    return 0;
  }
}
