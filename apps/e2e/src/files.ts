import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders and files of different sizes below a folder. Returns how many files. */
export async function writeTree(folder: string, { folders = 20, filesEach = 10 } = {}): Promise<number> {
  for (let number = 0; number < folders; number++) {
    const path = join(folder, `folder-${number}`, 'inner');
    await mkdir(path, { recursive: true });
    for (let file = 0; file < filesEach; file++) {
      await writeFile(join(path, `file-${file}.txt`), randomBytes(1 + ((number * 7_919 + file * 104_729) % 20_000)));
    }
  }
  return folders * filesEach;
}

/** A file that takes long to read and no room on the disk: one hole. */
export async function writeHole(path: string, bytes = 200 * 1_024 ** 3): Promise<void> {
  const file = await open(path, 'w');
  await file.truncate(bytes);
  await file.close();
}

/** What a program prints. */
export function outputOf(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
