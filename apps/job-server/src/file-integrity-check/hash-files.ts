import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { inParallel } from '../file-tree/in-parallel.ts';
import { join, walkFolder } from '../file-tree/walk-folder.ts';
import type { Checksums } from './baseline-store.ts';

/** A regular file below a folder. */
export interface FoundFile {
  /** Its path below the folder, as a byte string (latin1). */
  readonly name: string;
  readonly bytes: number;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Names of folders that could not be read (further); '' is the folder itself. */
  readonly closed: readonly string[];
}

export interface HashedFiles {
  readonly checksums: Checksums;
  /** Names of files that could not be read, or vanished. */
  readonly unreadable: ReadonlySet<string>;
}

/** Files read at a time, and how much of each: that is all the memory it takes, however large they are. */
const FILES_AT_A_TIME = 4;
const CHUNK_BYTES = 256 * 1_024;
const SIZES_AT_A_TIME = 16;

/** The regular files below a folder. Links are not followed; `leaveOut` is a folder to pass by. */
export async function findFiles(root: string, signal: AbortSignal, leaveOut?: string): Promise<FoundFiles> {
  // After this many bytes a path becomes a name.
  const start = join(Buffer.from(root), Buffer.from('')).length;
  const nameOf = (path: Buffer): string => path.toString('latin1', start);
  const files: FoundFile[] = [];
  const closed: string[] = [];
  for await (const step of walkFolder(root, signal, { leaveOut })) {
    if (step.type === 'unreadable') closed.push(nameOf(step.path));
    if (step.type !== 'entries') continue;
    // Pipes, sockets and devices have no content to compare; opening one may wait for ever.
    const regular = step.entries.filter((entry) => entry.isFile());
    await inParallel(regular, SIZES_AT_A_TIME, async (entry) => {
      signal.throwIfAborted();
      const path = join(step.path, entry.name);
      files.push({ name: nameOf(path), bytes: await sizeOf(path) });
    });
  }
  return { files, closed };
}

/** The SHA-256 of each file below a folder; `onBytes` is told what was read since it was last told. */
export async function hashFiles(
  root: string,
  files: readonly FoundFile[],
  { signal, onBytes }: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<HashedFiles> {
  const folder = Buffer.from(root);
  const checksums = new Map<string, string>();
  const unreadable = new Set<string>();
  const buffers: Buffer[] = [];
  await inParallel(files, FILES_AT_A_TIME, async ({ name }) => {
    const buffer = buffers.pop() ?? Buffer.allocUnsafe(CHUNK_BYTES);
    const hash = await hashFile(join(folder, Buffer.from(name, 'latin1')), { buffer, signal, onBytes });
    buffers.push(buffer);
    if (hash === undefined) unreadable.add(name);
    else checksums.set(name, hash);
  });
  return { checksums, unreadable };
}

async function hashFile(
  path: Buffer,
  { buffer, signal, onBytes }: { buffer: Buffer; signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    // What has become a link or a pipe since it was found is not followed, nor waited for.
    await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) return undefined;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      onBytes(bytesRead);
    }
  } catch {
    // A run that was cancelled ends here; a file that we may not read, or that vanished, is one to count.
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
