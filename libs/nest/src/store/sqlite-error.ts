import { StoreError } from './store-error.ts';

/** The database's result codes that say what an operator can do: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** An error of `node:sqlite` in words for the operator. */
export function toStoreError(cause: unknown, file: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const { code, errcode, message } = cause as { code?: string; errcode?: number; message?: string };
  if (code === 'ERR_INVALID_STATE') {
    return new StoreError(`The store in ${file} is closed: nothing can be stored or read any more.`, 'closed', {
      cause,
    });
  }
  if (isBrokenJson(cause)) return damaged(file, cause);
  // The lower eight bits are the primary code.
  switch ((errcode ?? 0) & 0xff) {
    case BUSY:
    case LOCKED:
      return new StoreError(
        `${file} is in use by another program. Stop that one, or give this one a file of its own.`,
        'locked',
        { cause },
      );
    case CORRUPT:
    case NOTADB:
      return damaged(file, cause);
    case FULL:
      return new StoreError(
        `There is no room for ${file} to grow. Make room on its disk. What is stored can still be read.`,
        'full',
        { cause },
      );
    case IOERR:
      // A full disk has a code of its own; a quota and a limit for the size of files have not.
      return new StoreError(
        `The disk of ${file} does not take or give what it should (SQLite's code ${errcode}). Check that it is whole, and that no quota or limit for the size of files is reached.`,
        'failed',
        { cause },
      );
    case READONLY:
    case CANTOPEN:
      return new StoreError(
        `${file} cannot be opened for writing. Check that its folder exists and may be written to.`,
        'failed',
        { cause },
      );
    default:
      return new StoreError(`${file} could not be used: ${message ?? String(cause)}`, 'failed', { cause });
  }
}

/** The error for what is damaged, SQLite knowing of it or not. */
export function damaged(file: string, cause?: unknown): StoreError {
  return new StoreError(
    `${file} is damaged or no SQLite database. Put a backup in its place, or move it away together with its -wal file: then a new one is made.`,
    'corrupt',
    { cause },
  );
}

/** What was stored was whole. SQLite has no checksums: within a page it notices nothing. */
function isBrokenJson(cause: unknown): boolean {
  const { name, message } = cause as { name?: string; message?: string };
  return name === 'SyntaxError' || message === 'malformed JSON';
}
