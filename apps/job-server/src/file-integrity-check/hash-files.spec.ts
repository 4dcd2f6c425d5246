import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody } from '../testing/as-nobody.ts';
import { outputOf } from '../testing/output-of.ts';
import { writeSampleTree } from '../testing/sample-tree.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { findFiles, hashFiles, type FoundFile } from './hash-files.ts';

const newFolder = tempFolders();
const never = new AbortController().signal;

function sampleTree(): string {
  const root = newFolder();
  writeSampleTree(root);
  return root;
}

const hash = (
  root: string,
  files: readonly FoundFile[],
  onBytes = (_bytes: number): void => undefined,
  signal = never,
) => hashFiles(root, files, { signal, onBytes });
const named = (...names: readonly string[]): FoundFile[] => names.map((name) => ({ name, bytes: 0 }));

/** Name and SHA-256 of each regular file, by sha256sum; with -z it escapes nothing. */
function sha256sums(root: string): Map<string, string> {
  const script = 'cd "$0" && find . -type f -exec sha256sum -z {} + | base64 -w0';
  const text = Buffer.from(outputOf('sh', '-c', script, root), 'base64').toString('latin1');
  return new Map(
    text
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => [line.slice(68), line.slice(0, 64)]),
  );
}

describe('the files below a folder', () => {
  it('are the regular ones that find finds, with their sizes', async () => {
    const root = sampleTree();
    const { files, closed } = await findFiles(root, never);
    const sizes = outputOf('find', root, '-type', 'f', '-printf', '%s\\n').split('\n').map(Number);
    expect(files.map(({ name }) => name).sort()).toEqual([...sha256sums(root).keys()].sort());
    expect(files.map(({ bytes }) => bytes).sort()).toEqual(sizes.sort());
    expect(closed).toEqual([]);
  });

  it('leave out the folder that is to be passed by', async () => {
    const root = sampleTree();
    const { files } = await findFiles(root, never, join(root, 'many'));
    expect(files.filter(({ name }) => name.startsWith('many'))).toEqual([]);
    expect(files.map(({ name }) => name)).toContain('a/large');
  });

  it('are told without those of folders that cannot be read', async () => {
    const root = newFolder();
    for (const folder of ['open', 'closed', 'open/closed']) mkdirSync(join(root, folder));
    for (const file of ['open/file', 'closed/file', 'open/closed/file']) writeFileSync(join(root, file), '');
    for (const folder of ['closed', 'open/closed']) chmodSync(join(root, folder), 0o000);
    const { files, closed } = await asNobody(root, () => findFiles(root, never));
    for (const folder of ['closed', 'open/closed']) chmodSync(join(root, folder), 0o755);
    expect(files.map(({ name }) => name)).toEqual(['open/file']);
    expect([...closed].sort()).toEqual(['closed', 'open/closed']);
  });

  it('are none where the folder itself cannot be read, which is told by an empty name', async () => {
    expect(await findFiles(join(newFolder(), 'gone'), never)).toEqual({ files: [], closed: [''] });
  });

  it('are not looked for any more after an abort', async () => {
    await expect(findFiles(sampleTree(), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('the checksums of files', () => {
  it('are what sha256sum says, for any name and any content', async () => {
    const root = sampleTree();
    const { files } = await findFiles(root, never);
    const { checksums, unreadable } = await hash(root, files);
    expect(checksums).toEqual(sha256sums(root));
    expect(checksums.get('empty-file')).toBe(createHash('sha256').digest('hex'));
    expect(unreadable).toEqual(new Set());
  });

  it('tell how many bytes were read', async () => {
    const root = sampleTree();
    const { files } = await findFiles(root, never);
    let read = 0;
    await hash(root, files, (bytes) => (read += bytes));
    expect(read).toBe(files.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('are those of a file below the root of the file system, too', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'content');
    const name = file.slice(1);
    const { checksums } = await hash('/', named(name));
    expect(checksums.get(name)).toBe(outputOf('sha256sum', file).slice(0, 64));
  });

  it('leave out what vanished, or became a folder, a link or a pipe, and wait for none of them', async () => {
    const root = newFolder();
    for (const name of ['gone', 'folder', 'link', 'pipe', 'stays']) writeFileSync(join(root, name), name);
    const { files } = await findFiles(root, never);
    for (const name of ['gone', 'folder', 'link', 'pipe']) unlinkSync(join(root, name));
    mkdirSync(join(root, 'folder'));
    symlinkSync('stays', join(root, 'link'));
    outputOf('mkfifo', join(root, 'pipe'));
    const { checksums, unreadable } = await hash(root, files);
    expect([...checksums.keys()]).toEqual(['stays']);
    expect([...unreadable].sort()).toEqual(['folder', 'gone', 'link', 'pipe']);
  });

  it('leave out what may not be read', async () => {
    const root = newFolder();
    for (const name of ['open', 'closed']) writeFileSync(join(root, name), name);
    chmodSync(join(root, 'closed'), 0o000);
    const { checksums, unreadable } = await asNobody(root, () => hash(root, named('open', 'closed')));
    expect([...checksums.keys()]).toEqual(['open']);
    expect([...unreadable]).toEqual(['closed']);
  });

  it('are not read any further after an abort, whose reason is told', async () => {
    const root = newFolder();
    writeFileSync(join(root, 'hole'), '');
    truncateSync(join(root, 'hole'), 2 ** 40);
    const abort = new AbortController();
    let reads = 0;
    const hashing = hash(
      root,
      named('hole'),
      () => {
        if (++reads === 3) abort.abort(new Error('enough'));
      },
      abort.signal,
    );
    await expect(hashing).rejects.toThrow('enough');
    expect(reads).toBe(3);
  });

  it('are read to the end of a file that became shorter meanwhile', async () => {
    const root = newFolder();
    const file = join(root, 'file');
    writeFileSync(file, Buffer.alloc(2_000_000));
    const { checksums } = await hash(root, named('file'), () => truncateSync(file, 10));
    expect(checksums.get('file')).toMatch(/^[0-9a-f]{64}$/);
    rmSync(file);
  });
});
