import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { inParallel } from '../file-tree/in-parallel.ts';
import { join, walkFolder } from '../file-tree/walk-folder.ts';

export interface DiskUsage {
  readonly files: number;
  readonly folders: number;
  /** As `du --apparent-size` of coreutils up to 9.1: what folders themselves take is counted, too. */
  readonly bytes: number;
  /** As `du`. */
  readonly allocatedBytes: number;
  /** What could not be looked at. */
  readonly unreadable: number;
  /** By bytes, with all that is below them; the folder itself is left out. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
}

interface Folder {
  readonly path: Buffer;
  readonly parent: number | undefined;
  bytes: number;
}

/** How many entries are looked at at a time. */
const AT_A_TIME = 16;
const BLOCK_BYTES = 512;

/** How many files and folders there are. Quick: it only reads folders. */
export async function countEntries(root: string, signal: AbortSignal): Promise<number> {
  let count = 1;
  for await (const { entries } of walkFolder(root, signal)) count += entries?.length ?? 0;
  return count;
}

/** Adds up what is below a folder. A file with several names counts once; links count as themselves. */
export async function measureDiskUsage(
  root: string,
  { top, signal, onEntries }: { top: number; signal: AbortSignal; onEntries: (count: number) => void },
): Promise<DiskUsage> {
  const folders: Folder[] = [];
  const linked = new Set<string>();
  let files = 0;
  let allocatedBytes = 0;
  let unreadable = 0;
  let entryCount = 1;

  const add = (folder: Folder, { size, blocks }: Stats): void => {
    folder.bytes += size;
    allocatedBytes += blocks * BLOCK_BYTES;
  };
  const seeEntry = async (folder: Folder, name: Buffer): Promise<void> => {
    signal.throwIfAborted();
    const stats = await statOf(join(folder.path, name));
    onEntries(++entryCount);
    if (!stats) return void unreadable++;
    // A folder adds itself when the walk comes to it.
    if (stats.isDirectory()) return;
    files++;
    if (stats.nlink > 1 && !isNew(linked, `${stats.dev}:${stats.ino}`)) return;
    add(folder, stats);
  };

  for await (const { path, parent, entries } of walkFolder(root, signal)) {
    const folder: Folder = { path, parent, bytes: 0 };
    folders.push(folder);
    const own = await statOf(path);
    if (own) add(folder, own);
    if (!entries) unreadable++;
    await inParallel(entries ?? [], AT_A_TIME, ({ name }) => seeEntry(folder, name));
  }
  // Parents come before their children, so from the end each folder is complete when it is added to its parent.
  for (const { parent, bytes } of folders.toReversed()) {
    const above = parent === undefined ? undefined : folders[parent];
    if (above) above.bytes += bytes;
  }
  return {
    files,
    folders: folders.length,
    bytes: folders[0]?.bytes ?? 0,
    allocatedBytes,
    unreadable,
    largest: folders
      .slice(1)
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, top)
      .map(({ path, bytes }) => ({ path: path.toString(), bytes })),
  };
}

async function statOf(path: Buffer): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch {
    // EACCES, or it vanished while we walked: counted as unreadable.
    return undefined;
  }
}

function isNew(seen: Set<string>, key: string): boolean {
  return seen.size < seen.add(key).size;
}
