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

  /** `roots`: relative ones are below `startFolder`, which is also the default. */
  constructor(
    roots: readonly string[] | undefined,
    private readonly startFolder: string,
  ) {
    this.#roots = (roots ?? [startFolder]).map((root) => resolve(startFolder, root));
  }

  /** The real path of a folder. Default: the folder that the server was started in. Rejects with a {@link ScanPathError}. */
  async folder(path = '.'): Promise<string> {
    const real = await this.#resolve(path);
    if (!(await stat(real)).isDirectory()) {
      throw new ScanPathError(`${real} is not a folder. Name a folder.`, 'wrong-kind');
    }
    await mustBeReadable(real, constants.R_OK | constants.X_OK);
    return real;
  }

  /** The real path of a regular file. Rejects with a {@link ScanPathError}. */
  async file(path: string): Promise<string> {
    const real = await this.#resolve(path);
    if (!(await stat(real)).isFile()) {
      throw new ScanPathError(`${real} is not a regular file. Name a file.`, 'wrong-kind');
    }
    await mustBeReadable(real, constants.R_OK);
    return real;
  }

  async #resolve(path: string): Promise<string> {
    const wanted = resolve(this.startFolder, path);
    // A root that does not exist (yet) allows nothing, and hinders nothing.
    const realRoots = await Promise.all(this.#roots.map((root) => realpath(root).catch(() => root)));
    // Before the disk is asked: what is outside must not tell whether it is there.
    if (![...this.#roots, ...realRoots].some((root) => isWithin(root, wanted))) throw this.#outside(wanted);
    const real = await realPathOf(wanted);
    if (!realRoots.some((root) => isWithin(root, real))) throw this.#outside(wanted);
    return real;
  }

  #outside(path: string): ScanPathError {
    const message =
      `${path} is outside of what may be scanned (${this.#roots.join(', ') || 'nothing'}). ` +
      'Name a path in there, or add its folder to JOBWIRE_SCAN_ROOTS and start the job server again.';
    return new ScanPathError(message, 'outside');
  }
}

/** Whether a path is a folder or something below it. Both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    // ENOENT; or ENOTDIR, ELOOP, EACCES on the way: in each case the path leads nowhere for us.
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
