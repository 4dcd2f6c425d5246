import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The SHA-256 of each file, as hex, by its path below the folder. Paths are byte strings (latin1): names need not be UTF-8. */
export type Checksums = ReadonlyMap<string, string>;

/** A baseline that cannot be used; the message says what to do. */
class BaselineError extends Error {
  override readonly name = 'BaselineError';

  constructor(
    message: string,
    readonly type: 'damaged' | 'unreadable' | 'unwritable',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `sha256sum --check` takes it for a comment. It says how many lines follow: a file that was cut off is noticed. */
const HEAD = /^# (\d+) files below /;
const LINE = /^(\\?)([0-9a-f]{64}) {2}(.+)$/;
const LINES_A_WRITE = 1_000;

/** Keeps the baseline of each folder in a file that `sha256sum --check` reads, too. */
export class BaselineStore {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'baselines');
  }

  /** `undefined` where there is none yet. Rejects with a `BaselineError` where it cannot be used. */
  async read(folder: string): Promise<Checksums | undefined> {
    const file = this.#fileOf(folder);
    try {
      await using handle = await open(file);
      return await parse(file, handle.readLines({ encoding: 'latin1' }));
    } catch (error) {
      if (error instanceof BaselineError) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      // EACCES, EISDIR, EIO.
      const message = `The baseline ${file} cannot be read. Give the job server's user the right to read it.`;
      throw new BaselineError(message, 'unreadable', { cause: error });
    }
  }

  /** Replaces the baseline of a folder as a whole, or leaves the old one and rejects with a `BaselineError`. */
  async write(folder: string, checksums: Checksums): Promise<void> {
    const file = this.#fileOf(folder);
    const draft = `${file}.new`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await using handle = await open(draft, 'w', 0o600);
      await handle.writeFile(linesOf(folder, checksums), 'latin1');
      await handle.sync();
      await rename(draft, file);
    } catch (error) {
      // ENOSPC, EACCES, EROFS. What was written of it is of no use.
      await rm(draft, { force: true }).catch(() => undefined);
      const message = `The baseline ${file} cannot be written: ${String(error)}. Make room, or give the job server's user the right to write there.`;
      throw new BaselineError(message, 'unwritable', { cause: error });
    }
  }

  #fileOf(folder: string): string {
    return join(this.#folder, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.sha256`);
  }
}

async function parse(file: string, lines: AsyncIterable<string>): Promise<Checksums> {
  const checksums = new Map<string, string>();
  let expected: number | undefined;
  let number = 0;
  for await (const line of lines) {
    number++;
    if (number === 1) {
      const [, count] = HEAD.exec(line) ?? [];
      if (count === undefined) throw damaged(file, 'line 1 is not as it was written');
      expected = Number(count);
      continue;
    }
    const [, escaped, hash, path] = LINE.exec(line) ?? [];
    if (hash === undefined || path === undefined) throw damaged(file, `line ${number} is not as it was written`);
    checksums.set(escaped ? unescape(path) : path, hash);
  }
  if (checksums.size !== expected) throw damaged(file, `it holds ${checksums.size} files of ${expected ?? 'none'}`);
  return checksums;
}

function damaged(file: string, how: string): BaselineError {
  const message = `The baseline ${file} is damaged: ${how}. Restore it from a backup, or remove it: the next run makes a new one.`;
  return new BaselineError(message, 'damaged');
}

/** In batches: one write for each line would be slow, one for all would hold up everything else. */
function* linesOf(folder: string, checksums: Checksums): Generator<string> {
  yield `# ${checksums.size} files below ${Buffer.from(JSON.stringify(folder)).toString('latin1')}\n`;
  let batch: string[] = [];
  for (const [path, hash] of checksums) {
    batch.push(toLine(path, hash));
    if (batch.length < LINES_A_WRITE) continue;
    yield batch.join('');
    batch = [];
  }
  yield batch.join('');
}

/** As `sha256sum` writes it: a name with a line feed or a backslash is escaped, and the line says so by a backslash. */
function toLine(path: string, hash: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

function unescape(path: string): string {
  return path.replaceAll(/\\(.)/g, (_, character: string) => ({ n: '\n', r: '\r' })[character] ?? character);
}
