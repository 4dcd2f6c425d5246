import { inject, Injectable } from '@angular/core';
import { JobsApi } from '@jobwire/angular';
import type { RunCounts } from '@jobwire/events';
import { catchError, map, of, shareReplay, Subject, mergeMap, type Observable } from 'rxjs';
import type { RunListQuery } from './run-matcher';

/** So long a count is shown again without asking. In milliseconds. */
const FRESH_MS = 30_000;
const MOST_KEPT = 200;

/** How many runs fit a query: for tabs and suggestions. Two at a time, so that the list itself does not wait. */
@Injectable({ providedIn: 'root' })
export class RunCounter {
  readonly #api = inject(JobsApi);
  readonly #kept = new Map<string, { readonly at: number; readonly counts: Observable<RunCounts | undefined> }>();
  readonly #questions = new Subject<() => Observable<unknown>>();

  constructor() {
    this.#questions.pipe(mergeMap((ask) => ask(), 2)).subscribe();
  }

  /** Once; `undefined` where it is not known. `key` names a query whose time span moves on. */
  count(query: RunListQuery, key: string): Observable<RunCounts | undefined> {
    const kept = this.#kept.get(`${key} ${query.q}`);
    if (kept && Date.now() - kept.at < FRESH_MS) return kept.counts;
    const answers = new Subject<RunCounts | undefined>();
    const counts = answers.pipe(shareReplay(1));
    counts.subscribe();
    if (this.#kept.size > MOST_KEPT) this.#kept.clear();
    this.#kept.set(`${key} ${query.q}`, { at: Date.now(), counts });
    this.#questions.next(() =>
      this.#api.runs({ ...query, limit: 1 }).pipe(
        map((page) => page.counts),
        // A number less beside a word: nobody has to be told.
        catchError(() => of(undefined)),
        map((found) => {
          answers.next(found);
          answers.complete();
        }),
      ),
    );
    return counts;
  }
}
