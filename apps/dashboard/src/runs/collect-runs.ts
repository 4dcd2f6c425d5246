import type { JobsApi } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { EMPTY, expand, type Observable, map, take } from 'rxjs';
import type { RunListQuery } from './run-matcher';

const PAGE = 1_000;

/** All that fit a query, page by page; a page is asked for when the one before was taken. */
export function collectRuns(api: JobsApi, query: RunListQuery, most = Infinity): Observable<readonly JobRun[]> {
  const limit = Math.min(PAGE, most);
  return api.runs({ ...query, limit }).pipe(
    expand(({ cursor }) => (cursor === null ? EMPTY : api.runs({ ...query, cursor, limit }))),
    take(Number.isFinite(most) ? Math.ceil(most / limit) : Number.MAX_SAFE_INTEGER),
    map(({ items }) => items),
  );
}
