import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { types } from 'node:util';

/** Paths are bytes: on disk, names need not be UTF-8. */
export type WalkStep =
  /** A folder begins; the one that the walk began with is at depth 0. */
  | { readonly type: 'folder'; readonly path: Buffer; readonly depth: number }
  /** Some of what is in the folder that began last. */
  | { readonly type: 'entries'; readonly path: Buffer; readonly entries: readonly Dirent<Buffer>[] }
  /** The folder that began last cannot be read (further), or vanished. */
  | { readonly type: 'unreadable'; readonly path: Buffer };

/** Entries read at a time: a folder of a million files must not hold up everything else. */
const BATCH = 512;
const SLASH = Buffer.from('/');

/** Goes through the folders below a folder, a folder before what is in it. Links are not followed. */
export async function* walkFolder(
  root: string,
  signal: AbortSignal,
  { leaveOut }: { readonly leaveOut?: string | undefined } = {},
): AsyncGenerator<WalkStep> {
  const left = leaveOut === undefined ? undefined : Buffer.from(leaveOut);
  const waiting: { readonly path: Buffer; readonly depth: number }[] = [{ path: Buffer.from(root), depth: 0 }];
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    const { path, depth } = folder;
    // Folders with nothing in them come without a batch.
    signal.throwIfAborted();
    yield { type: 'folder', path, depth };
    try {
      for await (const batch of batchesOf(path)) {
        signal.throwIfAborted();
        const entries = left ? batch.filter(({ name }) => !left.equals(join(path, name))) : batch;
        for (const entry of entries) {
          if (entry.isDirectory()) waiting.push({ path: join(path, entry.name), depth: depth + 1 });
        }
        yield { type: 'entries', path, entries };
      }
    } catch (error) {
      // EACCES, or it vanished while we walked: one folder less, and no reason to fail. All else is not ours.
      if (!isFileError(error)) throw error;
      yield { type: 'unreadable', path };
    }
  }
}

/** The path of an entry of a folder. */
export function join(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat(folder.at(-1) === SLASH[0] ? [folder, name] : [folder, SLASH, name]);
}

async function* batchesOf(path: Buffer): AsyncGenerator<readonly Dirent<Buffer>[]> {
  // Its types do not know that names are buffers then.
  const folder = await opendir(path, { encoding: 'buffer' as BufferEncoding, bufferSize: BATCH });
  let batch: Dirent<Buffer>[] = [];
  for await (const entry of folder as unknown as AsyncIterable<Dirent<Buffer>>) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Whether the file system said no. */
function isFileError(error: unknown): boolean {
  return types.isNativeError(error) && 'syscall' in error;
}
