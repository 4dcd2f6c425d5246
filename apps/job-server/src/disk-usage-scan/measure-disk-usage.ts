import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { inParallel } from '../file-tree/in-parallel.ts';
import { join, walkFolder } from '../file-tree/walk-folder.ts';
import { FolderSums, type FolderSum } from './folder-sums.ts';

export interface DiskUsage {
  /** All that is no folder: links, sockets and devices, too. A file with several names is one. */
  readonly files: number;
  /** The folder itself is one of them. */
  readonly folders: number;
  /** As `du --apparent-size` of coreutils up to 9.1: what folders themselves take is counted, too. */
  readonly bytes: number;
  /** As `du`. */
  readonly allocatedBytes: number;
  /** What could not be looked at, or vanished meanwhile. */
  readonly unreadable: number;
  /** By bytes, with all that is below them. The folder itself is left out. */
  readonly largest: readonly FolderSum[];
}

/** How many entries are looked at at a time. */
const AT_A_TIME = 16;
const BLOCK_BYTES = 512;

/** How many files and folders there are. Quick: it only reads folders. */
export async function countEntries(root: string, signal: AbortSignal): Promise<number> {
  let count = 1;
  for await (const step of walkFolder(root, signal)) if (step.type === 'entries') count += step.entries.length;
  return count;
}

/** Adds up what is below a folder. Links count as themselves. `onEntries` is told how many entries were looked at. */
export async function measureDiskUsage(
  root: string,
  { top, signal, onEntries }: { top: number; signal: AbortSignal; onEntries: (count: number) => void },
): Promise<DiskUsage> {
  const sums = new FolderSums(top);
  const linked = new Set<string>();
  let entries = 0;
  let files = 0;
  let folders = 0;
  let allocatedBytes = 0;
  let unreadable = 0;

  const look = async (path: Buffer): Promise<Stats | undefined> => {
    signal.throwIfAborted();
    const stats = await statOf(path);
    onEntries(++entries);
    return stats;
  };
  const add = ({ size, blocks }: Stats): void => {
    sums.add(size);
    allocatedBytes += blocks * BLOCK_BYTES;
  };
  const addFile = async (path: Buffer): Promise<void> => {
    const stats = await look(path);
    if (!stats) return void unreadable++;
    if (stats.nlink > 1 && !isNew(linked, `${stats.dev}:${stats.ino}`)) return;
    files++;
    add(stats);
  };

  for await (const step of walkFolder(root, signal)) {
    if (step.type === 'folder') {
      sums.enter(step.path, step.depth);
      const own = await look(step.path);
      // Where it has vanished, the walk says so.
      if (!own) continue;
      folders++;
      add(own);
    } else if (step.type === 'entries') {
      // Folders have their turn when the walk comes to them.
      const others = step.entries.filter((entry) => !entry.isDirectory());
      await inParallel(others, AT_A_TIME, ({ name }) => addFile(join(step.path, name)));
    } else unreadable++;
  }
  return { files, folders, ...sums.finish(), allocatedBytes, unreadable };
}

async function statOf(path: Buffer): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch {
    // EACCES, ENAMETOOLONG, or it vanished while we walked: its caller counts it.
    return undefined;
  }
}

function isNew(seen: Set<string>, key: string): boolean {
  return seen.size < seen.add(key).size;
}
