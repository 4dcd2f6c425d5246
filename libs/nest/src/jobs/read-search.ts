import { parseRunQuery, RunQueryError } from '@jobwire/events';
import { ProblemException } from '../problem/problem.ts';
import type { RunSearch } from '../store/event-store.ts';

/** A search that somebody wrote, `undefined` where it asks for nothing. A wrong one is a 400 that points at the place. */
export function readSearch(query: string | undefined, serverName: RunSearch['serverName']): RunSearch | undefined {
  try {
    const conditions = parseRunQuery(query ?? '');
    return conditions.length === 0 ? undefined : { conditions, serverName };
  } catch (error) {
    // It cannot be read.
    if (!(error instanceof RunQueryError)) throw error;
    const { message, offset, length } = error;
    throw new ProblemException(400, `q: ${message}`, { offset, length }, { cause: error });
  }
}
