import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually } from '../testing/eventually.ts';
import { numberFrom, outputOf } from '../testing/output-of.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { openLogFile, type OnBytes } from './read-lines.ts';

const newFolder = tempFolders();
const never = new AbortController().signal;

function fileWith(content: string | Buffer): string {
  const path = join(newFolder(), 'log');
  writeFileSync(path, content);
  return path;
}

async function read(path: string, { signal = never, onBytes }: { signal?: AbortSignal; onBytes?: OnBytes } = {}) {
  const { lines } = await openLogFile(path, signal, onBytes ?? (() => undefined));
  const all: string[] = [];
  for await (const batch of lines) all.push(...batch);
  return all;
}

/** Whether this process has a file open. */
function isOpen(path: string): boolean {
  return readdirSync('/proc/self/fd').some((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      // The descriptor that the list was read with is closed by now.
      return false;
    }
  });
}

describe('the lines of a log file', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['one', ['one']],
    ['one\n', ['one']],
    ['one\ntwo', ['one', 'two']],
    ['one\r\ntwo\r\n', ['one\r', 'two\r']],
    ['\n\none\n', ['', '', 'one']],
    ['\0\xff', ['\0\xff']],
  ])('of %j', async (content, lines) => {
    const bytes = Buffer.from(content, 'latin1');
    expect(await read(fileWith(bytes))).toEqual(lines);
    expect(await read(fileWith(gzipSync(bytes)))).toEqual(lines);
  });

  it('are as many as grep counts, also over the borders of chunks', async () => {
    const path = fileWith(
      Array.from({ length: 100_000 }, (_, number) => `line ${number} `.repeat(number % 9)).join('\n'),
    );
    const lines = await read(path);
    expect(lines).toHaveLength(numberFrom('grep', '-c', '', path));
    expect(lines[50_000]).toBe('line 50000 '.repeat(5));
  });

  it('of gzip files that were put together come one after the other', async () => {
    const path = fileWith(Buffer.concat([gzipSync('one\ntw'), gzipSync('o\nthree\n'), gzipSync('')]));
    expect(await read(path)).toEqual(['one', 'two', 'three']);
  });

  it('are cut where they are too long, and the next one is not', async () => {
    const path = fileWith(`${'x'.repeat(16_384)}\n${'y'.repeat(16_385)}\n${'z'.repeat(3_000_000)}\nshort\n`);
    const lines = await read(path);
    expect(lines.map((line) => [line[0], line.length])).toEqual([
      ['x', 16_384],
      ['y', 16_385],
      ['z', 16_385],
      ['s', 5],
    ]);
  });

  it('of a file that is one hole are one line', async () => {
    const path = fileWith('');
    truncateSync(path, 50 * 1_024 * 1_024);
    expect((await read(path)).map(({ length }) => length)).toEqual([16_385]);
  });
});

describe('how far it is', () => {
  it.each([
    ['plain', (content: string) => content],
    ['gzip', (content: string) => gzipSync(content)],
  ])('is told in bytes of the file: %s', async (_, pack) => {
    const path = fileWith(pack(Array.from({ length: 200_000 }, (__, number) => `${number}`).join('\n')));
    const told: [number, number][] = [];
    await read(path, { onBytes: (position, total) => told.push([position, total]) });
    const { size } = statSync(path);
    expect(told.at(-1)).toEqual([size, size]);
    expect(told.map(([position]) => position)).toEqual(told.map(([position]) => position).sort((a, b) => a - b));
  });

  it('says how large the file was and when it was written', async () => {
    const path = fileWith('12345');
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    const file = await openLogFile(path, never, () => undefined);
    expect(file).toMatchObject({ bytes: 5, writtenAt: 1_700_000_000_000 });
    for await (const batch of file.lines) expect(batch).toEqual(['12345']);
  });

  it('does not believe a file that it was written in the future', async () => {
    const path = fileWith('');
    utimesSync(path, 4_000_000_000, 4_000_000_000);
    const { writtenAt, lines } = await openLogFile(path, never, () => undefined);
    expect(writtenAt).toBeLessThanOrEqual(Date.now());
    for await (const batch of lines) expect(batch).toEqual([]);
  });
});

describe('a gzip file that is damaged', () => {
  const packed = gzipSync(Array.from({ length: 50_000 }, (_, number) => `line ${number}`).join('\n'));

  it.each([
    ['cut off', packed.subarray(0, packed.length / 2), 'Z_BUF_ERROR'],
    ['cut off after its first bytes', packed.subarray(0, 2), 'Z_BUF_ERROR'],
    ['written over', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]), 'Z_DATA_ERROR'],
  ])('is told: %s', async (_, content, code) => {
    await expect(read(fileWith(content))).rejects.toMatchObject({ code });
  });
});

describe('what is no log file', () => {
  it.each(['folder', 'pipe', 'link'])('is refused and not waited for: a %s', async (kind) => {
    const folder = newFolder();
    const path = join(folder, kind);
    if (kind === 'folder') mkdirSync(path);
    if (kind === 'pipe') outputOf('mkfifo', path);
    if (kind === 'link') symlinkSync(fileWith('secret'), path);
    await expect(openLogFile(path, never, () => undefined)).rejects.toThrow(path);
    expect(isOpen(path)).toBe(false);
  });

  it('is named where it has vanished', async () => {
    const path = join(newFolder(), 'gone');
    await expect(openLogFile(path, never, () => undefined)).rejects.toThrow(path);
  });
});

describe('an abort', () => {
  it.each([
    ['plain', (content: string) => content],
    ['gzip', (content: string) => gzipSync(content)],
  ])('ends the reading of a file, %s, and closes it', async (_, pack) => {
    const path = fileWith(pack('line\n'.repeat(2_000_000)));
    const abort = new AbortController();
    const { lines } = await openLogFile(path, abort.signal, () => undefined);
    expect(isOpen(path)).toBe(true);
    let count = 0;
    const reading = async (): Promise<void> => {
      for await (const batch of lines) {
        count += batch.length;
        abort.abort();
      }
    };
    await expect(reading()).rejects.toMatchObject({ name: 'AbortError' });
    expect(count).toBeLessThan(200_000);
    await eventually(() => !isOpen(path));
  });

  it('from before ends it at once', async () => {
    await expect(read(fileWith('line\n'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a file that grows while it is read', () => {
  it('is read to its end', async () => {
    const path = fileWith('one\n'.repeat(200_000));
    const { lines } = await openLogFile(path, never, () => undefined);
    let count = 0;
    for await (const batch of lines) {
      if (count === 0) appendFileSync(path, 'two\n');
      count += batch.length;
    }
    expect(count).toBe(200_001);
  });
});
