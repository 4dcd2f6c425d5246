import type { JobsApi } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { defer, EMPTY, expand, map, type Observable } from 'rxjs';
import type { RunListQuery } from './run-matcher';

const PAGE = 1_000;

/**
 * All that fit a query, or the newest `most` of them, page by page; a page is asked for when the one before was taken. A page may be
 * short though more follow: a server ends it early when it has searched for long.
 */
export function collectRuns(api: JobsApi, query: RunListQuery, most = Infinity): Observable<readonly JobRun[]> {
  return defer(() => {
    let missing = most;
    const limit = Math.min(PAGE, most);
    return api.runs({ ...query, limit }).pipe(
      expand(({ cursor }) => (cursor === null || missing <= 0 ? EMPTY : api.runs({ ...query, cursor, limit }))),
      map(({ items }) => {
        const taken = items.slice(0, Math.max(0, missing));
        missing -= taken.length;
        return taken;
      }),
    );
  });
}
