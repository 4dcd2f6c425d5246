import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** A folder and what is in it. */
export interface WalkedFolder {
  /** In bytes: names need not be UTF-8. */
  readonly path: Buffer;
  /** The number of its parent in the order of the walk; `undefined` for the folder that the walk began with. */
  readonly parent: number | undefined;
  /** `undefined` where it could not be read, or vanished. */
  readonly entries: readonly Dirent<Buffer>[] | undefined;
}

const SLASH = Buffer.from('/');

/** The folders below a folder, itself first and parents before children. Links are not followed. */
export async function* walkFolder(
  root: string,
  signal: AbortSignal,
  { leaveOut }: { readonly leaveOut?: string | undefined } = {},
): AsyncGenerator<WalkedFolder> {
  const left = leaveOut === undefined ? undefined : Buffer.from(leaveOut);
  const waiting: { path: Buffer; parent: number | undefined }[] = [{ path: Buffer.from(root), parent: undefined }];
  for (let number = 0; ; number++) {
    signal.throwIfAborted();
    const next = waiting.pop();
    if (!next) return;
    const entries = (await entriesOf(next.path))?.filter(({ name }) => !left?.equals(join(next.path, name)));
    for (const entry of entries ?? []) {
      if (entry.isDirectory()) waiting.push({ path: join(next.path, entry.name), parent: number });
    }
    yield { ...next, entries };
  }
}

/** The path of an entry of a folder. */
export function join(folder: Buffer, name: Buffer): Buffer {
  return folder.at(-1) === SLASH[0] ? Buffer.concat([folder, name]) : Buffer.concat([folder, SLASH, name]);
}

async function entriesOf(path: Buffer): Promise<Dirent<Buffer>[] | undefined> {
  try {
    return await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  } catch {
    // EACCES, or it vanished while we walked: its caller counts it as unreadable.
    return undefined;
  }
}
