import { linkSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberFrom, outputOf } from '../testing/output-of.ts';
import { writeSampleTree } from '../testing/sample-tree.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { countEntries, measureDiskUsage } from './measure-disk-usage.ts';

const newFolder = tempFolders();
const never = new AbortController().signal;

const measure = (root: string, { top = 200, signal = never, onEntries = (_count: number): void => undefined } = {}) =>
  measureDiskUsage(root, { top, signal, onEntries });

function sampleTree(): string {
  const root = newFolder();
  writeSampleTree(root);
  return root;
}

/** Bytes of a folder and all below it, with those of folders themselves, as `du --apparent-size` counted them up to coreutils 9.1. */
function apparentBytes(root: string): number {
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(outputOf('du', '--version')) ?? []).slice(1).map(Number);
  const counted = numberFrom('du', '-s', '--apparent-size', '-B1', root);
  if (major < 9 || (major === 9 && minor < 2)) return counted;
  const own = outputOf('find', root, '-type', 'd', '-printf', '%s\\n').split('\n').map(Number);
  return counted + own.reduce((sum, bytes) => sum + bytes, 0);
}

describe('the disk usage of a folder', () => {
  it('is what du says, with hard links once, links as themselves and holes', async () => {
    const root = sampleTree();
    expect(await measure(root)).toMatchObject({
      bytes: apparentBytes(root),
      allocatedBytes: numberFrom('du', '-s', '-B1', root),
      unreadable: 0,
    });
  });

  it('counts folders, and files that have several names once', async () => {
    const root = sampleTree();
    const folders = outputOf('find', root, '-type', 'd', '-printf', '.').length;
    const others = outputOf('find', root, '!', '-type', 'd', '-printf', '.').length;
    // a/large has three names.
    expect(await measure(root)).toMatchObject({ folders, files: others - 2 });
  });

  it('names the largest folders with what du says of each', async () => {
    const root = newFolder();
    for (const [folder, bytes] of [
      ['a', 10_000],
      ['a/b', 30_000],
      ['c', 20_000],
      ['d', 100],
    ] as const) {
      mkdirSync(join(root, folder));
      writeFileSync(join(root, folder, 'file'), Buffer.alloc(bytes));
    }
    const { largest } = await measure(root, { top: 3 });
    expect(largest).toEqual(
      ['a', 'a/b', 'c'].map((name) => ({ path: join(root, name), bytes: apparentBytes(join(root, name)) })),
    );
  });

  it('is that of a folder with nothing in it', async () => {
    const root = newFolder();
    expect(await measure(root)).toMatchObject({ files: 0, folders: 1, bytes: apparentBytes(root), largest: [] });
  });

  it('tells a file of one large hole by both numbers', async () => {
    const root = newFolder();
    writeFileSync(join(root, 'hole'), '');
    truncateSync(join(root, 'hole'), 2 ** 40);
    const { bytes, allocatedBytes } = await measure(root);
    expect(bytes).toBeGreaterThan(2 ** 40);
    expect(allocatedBytes).toBeLessThan(2 ** 20);
  });

  it('holds a hard link for the folder that the walk came to first', async () => {
    const root = newFolder();
    for (const name of ['a', 'b']) mkdirSync(join(root, name));
    writeFileSync(join(root, 'a/file'), Buffer.alloc(50_000));
    linkSync(join(root, 'a/file'), join(root, 'b/file'));
    const { largest, files } = await measure(root);
    expect(files).toBe(1);
    expect(largest.filter(({ bytes }) => bytes >= 50_000)).toHaveLength(1);
    expect(largest).toHaveLength(2);
  });
});

describe('what cannot be looked at', () => {
  it('is counted: a folder that vanishes, a file that vanishes', async () => {
    const root = newFolder();
    mkdirSync(join(root, 'a'));
    mkdirSync(join(root, 'b'));
    writeFileSync(join(root, 'file'), 'x');
    const removeAll = (): void => {
      for (const name of ['a', 'b', 'file']) rmSync(join(root, name), { recursive: true, force: true });
    };
    // The root comes first, then the file in it, then the folders in it.
    const { unreadable, files, folders } = await measure(root, { onEntries: (count) => count === 2 && removeAll() });
    expect({ unreadable, found: files + folders }).toEqual({ unreadable: 2, found: 2 });
  });

  it('is counted and not listed: a folder whose path is longer than the system takes', async () => {
    const root = newFolder();
    const script = 'cd "$0" && n=$(printf "%0200d" 0) && for i in $(seq 25); do mkdir $n && cd -P $n; done';
    outputOf('sh', '-c', script, root);
    const { unreadable, folders, largest } = await measure(root);
    expect(unreadable).toBe(1);
    expect(folders).toBe(Math.ceil((4_096 - root.length) / 201));
    expect(Math.max(...largest.map(({ path }) => path.length))).toBeLessThan(4_096);
  });
});

describe('how far it is', () => {
  it('is told by entries, from 1 to as many as were counted', async () => {
    const root = sampleTree();
    const total = await countEntries(root, never);
    expect(total).toBe(outputOf('find', root, '-printf', '.').length);
    const told: number[] = [];
    await measure(root, { onEntries: (count) => told.push(count) });
    expect(told).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  });
});

describe('an abort', () => {
  it('ends it with its reason', async () => {
    const root = sampleTree();
    const abort = new AbortController();
    let seen = 0;
    const measuring = measure(root, {
      signal: abort.signal,
      onEntries: (count) => {
        seen = count;
        if (count === 5) abort.abort(new Error('enough'));
      },
    });
    await expect(measuring).rejects.toThrow('enough');
    // What was under way comes to its end.
    expect(seen).toBeLessThan(5 + 16);
  });

  it('ends the counting', async () => {
    await expect(countEntries(sampleTree(), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
