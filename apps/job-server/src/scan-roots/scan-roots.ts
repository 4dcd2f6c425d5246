import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A path that cannot be scanned; the message names it and says what to do. */
export class ScanPathError extends Error {
  override readonly name = 'ScanPathError';

  constructor(
    message: string,
    readonly type: 'outside' | 'missing' | 'wrong-kind' | 'unreadable',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The folders that jobs may read, with everything below them. */
export class ScanRoots {
  readonly #roots: readonly string[];
  readonly #logRoots: readonly string[];

  /** `roots`: default `startFolder` for everything and `/var/log` for log files. */
  constructor(
    roots: readonly string[] | undefined,
    private readonly startFolder: string,
  ) {
    this.#roots = (roots ?? ['.']).map((root) => resolve(startFolder, root));
    this.#logRoots = roots ? this.#roots : [...this.#roots, '/var/log'];
  }

  /** The real path of a folder. Default: the folder that the server was started in. Rejects with a {@link ScanPathError}. */
  async folder(path = '.'): Promise<string> {
    const real = await this.#resolve(path, this.#roots);
    if (!(await stat(real)).isDirectory())
      throw new ScanPathError(`${real} is not a folder. Name a folder.`, 'wrong-kind');
    await mustBeReadable(real, constants.R_OK | constants.X_OK);
    return real;
  }

  /** The real path of a log file. Rejects with a {@link ScanPathError}. */
  async logFile(path: string): Promise<string> {
    const real = await this.#resolve(path, this.#logRoots);
    if (!(await stat(real)).isFile()) throw new ScanPathError(`${real} is not a file. Name a log file.`, 'wrong-kind');
    await mustBeReadable(real, constants.R_OK);
    return real;
  }

  async #resolve(path: string, roots: readonly string[]): Promise<string> {
    const wanted = resolve(this.startFolder, path);
    // Before anything is asked of the disk: what is outside must not tell whether it is there.
    if (!roots.some((root) => isWithin(root, wanted))) throw outside(wanted, roots);
    const real = await realPath(wanted);
    const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
    if (!realRoots.some((root) => isWithin(root, real))) throw outside(wanted, roots);
    return real;
  }
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    // ENOENT, ENOTDIR, ELOOP, EACCES: in each case the path leads nowhere for us.
    throw new ScanPathError(`There is no ${path}, or it cannot be reached. Check the path.`, 'missing', {
      cause: error,
    });
  }
}

async function mustBeReadable(path: string, mode: number): Promise<void> {
  try {
    await access(path, mode);
  } catch (error) {
    // EACCES.
    const message = `${path} cannot be read by the job server. Give its user the right to read it.`;
    throw new ScanPathError(message, 'unreadable', { cause: error });
  }
}

function outside(path: string, roots: readonly string[]): ScanPathError {
  const message = `${path} is outside of what may be scanned (${roots.join(', ')}). Add its folder to JOBWIRE_SCAN_ROOTS.`;
  return new ScanPathError(message, 'outside');
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
