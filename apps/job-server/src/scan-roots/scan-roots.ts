import { constants, type Stats } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
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
    const { real, stats } = await this.#resolve(path);
    if (!stats.isDirectory()) {
      throw new ScanPathError(`${real} is not a folder. Name a folder.`, 'wrong-kind');
    }
    // To list it takes one right, to come to what is in it another.
    await mustBeReadable(real, [opened(real), stat(`${real}/.`)]);
    return real;
  }

  /** The real path of a regular file. Rejects with a {@link ScanPathError}. */
  async file(path: string): Promise<string> {
    const { real, stats } = await this.#resolve(path);
    if (!stats.isFile()) {
      throw new ScanPathError(`${real} is not a regular file. Name a file.`, 'wrong-kind');
    }
    await mustBeReadable(real, [opened(real)]);
    return real;
  }

  async #resolve(path: string): Promise<{ real: string; stats: Stats }> {
    const wanted = resolve(this.startFolder, path);
    // A root that does not exist (yet) allows nothing, and hinders nothing.
    const realRoots = await Promise.all(this.#roots.map((root) => realpath(root).catch(() => root)));
    // Before the disk is asked: what is outside must not tell whether it is there.
    if (![...this.#roots, ...realRoots].some((root) => isWithin(root, wanted))) throw this.#outside(wanted);
    const real = await reachable(wanted, realpath(wanted));
    if (!realRoots.some((root) => isWithin(root, real))) throw this.#outside(wanted);
    return { real, stats: await reachable(real, stat(real)) };
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

async function reachable<Found>(path: string, found: Promise<Found>): Promise<Found> {
  try {
    return await found;
  } catch (error) {
    // ENOENT; or ENOTDIR, ELOOP, EACCES on the way: in each case the path leads nowhere for us.
    throw new ScanPathError(`There is no ${path}, or it cannot be reached. Check the path.`, 'missing', {
      cause: error,
    });
  }
}

async function opened(path: string): Promise<void> {
  // What has become a pipe since it was looked at is not waited for.
  await using _handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

async function mustBeReadable(path: string, attempts: readonly Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all(attempts);
  } catch (error) {
    // EACCES.
    const message = `${path} cannot be read by the job server. Give its user the right to read it.`;
    throw new ScanPathError(message, 'unreadable', { cause: error });
  }
}
