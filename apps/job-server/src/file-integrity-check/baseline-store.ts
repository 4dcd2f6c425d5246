import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The SHA-256 of each file, as hex, by its path below the folder. Paths are byte strings (latin1): names need not be UTF-8.
 */
export type Checksums = ReadonlyMap<string, string>;

/** A baseline that cannot be used; the message says what to do. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

const LINE = /^(\\?)([0-9a-f]{64}) {2}(.+)$/s;

/** Keeps the baseline of each folder in a file that `sha256sum --check` reads, too. */
export class BaselineStore {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'baselines');
  }

  /** `undefined` where there is none yet. Rejects with a {@link BaselineError} where it is damaged. */
  async read(folder: string): Promise<Checksums | undefined> {
    const file = this.#fileOf(folder);
    let text: string;
    try {
      text = await readFile(file, 'latin1');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new BaselineError(`The baseline ${file} cannot be read. Give the job server's user the right to.`, {
        cause: error,
      });
    }
    return new Map(
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line, index) => {
          const [, escaped, hash, path] = LINE.exec(line) ?? [];
          if (hash === undefined || path === undefined) {
            throw new BaselineError(`The baseline ${file} is damaged in line ${index + 1}. Remove it to begin anew.`);
          }
          return [escaped ? unescape(path) : path, hash] as const;
        }),
    );
  }

  /** Replaces the baseline of a folder, or leaves the old one where it does not succeed. */
  async write(folder: string, checksums: Checksums): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(folder);
    const lines = [...checksums].map(([path, hash]) => toLine(path, hash));
    const draft = `${file}.new`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(Buffer.from(lines.join(''), 'latin1'));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  }

  #fileOf(folder: string): string {
    return join(this.#folder, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.sha256`);
  }
}

/** As `sha256sum` writes it: a name with a line feed or a backslash is escaped, and the line says so by a backslash. */
function toLine(path: string, hash: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

function unescape(path: string): string {
  return path.replaceAll(/\\(.)/g, (_, character: string) => ({ n: '\n', r: '\r' })[character] ?? character);
}
