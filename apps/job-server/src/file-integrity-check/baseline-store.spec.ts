import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../testing/output-of.ts';
import { asNobody } from '../testing/as-nobody.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { BaselineStore } from './baseline-store.ts';

const newFolder = tempFolders();
const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');

/** A store with a baseline of two files, and the file that it is kept in. */
async function withBaseline() {
  const dataDir = newFolder();
  const store = new BaselineStore(dataDir);
  const checksums = new Map([
    ['a', hashOf('a')],
    ['b/c', hashOf('c')],
  ]);
  await store.write('/srv', checksums);
  const [name = ''] = readdirSync(join(dataDir, 'baselines'));
  return { dataDir, store, checksums, file: join(dataDir, 'baselines', name) };
}

describe('a baseline', () => {
  it('is read as it was written, by another process too', async () => {
    const { dataDir, checksums } = await withBaseline();
    expect(await new BaselineStore(dataDir).read('/srv')).toEqual(checksums);
  });

  it('is that of its own folder', async () => {
    const { store, checksums } = await withBaseline();
    expect(await store.read('/srv/')).toBeUndefined();
    await store.write('/srv/b', new Map());
    expect(await store.read('/srv/b')).toEqual(new Map());
    expect(await store.read('/srv')).toEqual(checksums);
  });

  it('is none before it was written', async () => {
    expect(await new BaselineStore(join(newFolder(), 'not', 'made')).read('/srv')).toBeUndefined();
  });

  it('is replaced as a whole', async () => {
    const { store, file } = await withBaseline();
    await store.write('/srv', new Map([['d', hashOf('d')]]));
    expect(await store.read('/srv')).toEqual(new Map([['d', hashOf('d')]]));
    expect(readdirSync(join(file, '..'))).toHaveLength(1);
  });

  it('keeps names with every byte that a name may have', async () => {
    const { store } = await withBaseline();
    const bytes = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1));
    const names = [...bytes.map((byte) => `a${byte}b`), ...bytes, '\\n', '\\\\n', 'a\r\nb', ' ', '  two', '__proto__'];
    const checksums = new Map(names.map((name) => [name, hashOf(name)]));
    await store.write('/srv', checksums);
    expect(await store.read('/srv')).toEqual(checksums);
  });

  it('keeps more files than it writes at a time', async () => {
    const { store } = await withBaseline();
    const checksums = new Map(Array.from({ length: 2_500 }, (_, number) => [`${number}`, hashOf(`${number}`)]));
    await store.write('/srv', checksums);
    expect(await store.read('/srv')).toEqual(checksums);
  });

  it('is one that sha256sum can check, with names that it escapes', async () => {
    const root = newFolder();
    const names = ['plain', 'back\\slash', 'line\nfeed', 'return\r', 'öäü', ' spaces '];
    for (const name of names) writeFileSync(join(root, name), name);
    const { store, dataDir } = await withBaseline();
    await store.write(root, new Map(names.map((name) => [Buffer.from(name).toString('latin1'), hashOf(name)])));
    const files = readdirSync(join(dataDir, 'baselines')).map((name) => join(dataDir, 'baselines', name));
    const file = files.find((path) => readFileSync(path, 'utf8').includes(root)) ?? '';
    const checked = outputOf('sh', '-c', 'cd "$0" && sha256sum --strict --check "$1"', root, file);
    expect(checked.match(/: OK$/gm)).toHaveLength(names.length);
  });

  it('is read by nobody else', async () => {
    const { file } = await withBaseline();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  });
});

describe('a baseline that is damaged', () => {
  const written = (file: string): string[] => readFileSync(file, 'utf8').split('\n');

  it.each([
    ['is empty', () => '', 'none'],
    ['is something else', () => 'something else\n', 'line 1'],
    ['lost its first line', (lines: string[]) => lines.slice(1).join('\n'), 'line 1'],
    ['lost its last line', (lines: string[]) => lines.slice(0, -2).join('\n'), '1 files of 2'],
    ['was cut off in a hash', (lines: string[]) => lines.join('\n').slice(0, -30), 'line 3'],
    ['has a line more', (lines: string[]) => `${lines.join('\n')}${hashOf('x')}  x\n`, '3 files of 2'],
    ['has a line twice', (lines: string[]) => [lines[0], lines[1], lines[1]].join('\n'), '1 files of 2'],
  ])('is not used, and the message names it and says what to do: it %s', async (_, damage, how) => {
    const { store, file } = await withBaseline();
    writeFileSync(file, damage(written(file)));
    await expect(store.read('/srv')).rejects.toMatchObject({
      name: 'BaselineError',
      type: 'damaged',
      message: expect.stringMatching(new RegExp(`${file} is damaged: .*${how}.*remove it`)),
    });
  });
});

describe('a baseline that cannot be', () => {
  it('read is told', async () => {
    const { store, file, dataDir } = await withBaseline();
    chmodSync(file, 0o000);
    await asNobody(dataDir, async () => {
      await expect(store.read('/srv')).rejects.toMatchObject({
        name: 'BaselineError',
        type: 'unreadable',
        message: expect.stringContaining(dataDir),
      });
    });
  });

  it('written is told, and the old one stays', async () => {
    const { store, file, checksums } = await withBaseline();
    mkdirSync(`${file}.new`);
    await expect(store.write('/srv', new Map())).rejects.toMatchObject({
      name: 'BaselineError',
      type: 'unwritable',
      message: expect.stringContaining(file),
    });
    expect(await store.read('/srv')).toEqual(checksums);
  });

  it('written is told where its folder cannot be made', async () => {
    const dataDir = join(newFolder(), 'file');
    writeFileSync(dataDir, '');
    await expect(new BaselineStore(dataDir).write('/srv', new Map())).rejects.toMatchObject({ type: 'unwritable' });
  });
});
