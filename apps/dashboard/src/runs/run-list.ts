import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { injectLiveQuery, JobsApi, type ApiProblem, type RunsQuery } from '@jobwire/angular';
import type { JobRun, RunHistogram, RunPage, StoredJobEvent } from '@jobwire/events';
import { catchError, EMPTY, expand, Subject, takeUntil, tap, type Observable } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { NO_RUNS, recount, totalOf } from './run-counts';
import { RunMatcher, type RunListQuery } from './run-matcher';
import { RunNews } from './run-news';
import { mergeRows, toRow, type RunRow } from './run-row';
import { WaitingRuns } from './waiting-runs';

/** Rows of a page. */
const PAGE = 100;
/** With fewer the next page is asked for at once. */
const LEAST = 50;
/** A list that nobody scrolls grows by what comes in: from so many rows on it begins anew. */
const MOST_IDLE_ROWS = 5_000;
/** Who has just left the list may come back. In milliseconds. */
const RELEASE_MS = 1_000;
/** Rows come in at most so often: nobody reads faster. In milliseconds. */
const STEADY_MS = 250;
/** Counts and bars of all runs are asked for again at most so often. In milliseconds. */
const RECOUNT_MS = 15_000;

/** Runs that fit a query, in its order: loaded page by page, kept up to date by events. */
@Injectable()
export class RunList {
  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  /** The first page is on its way: what was asked for before does not count any more. */
  readonly #begun = new Subject<void>();
  readonly #loaded = new Map<string, RunRow>();
  readonly #rows = signal<readonly RunRow[]>([]);
  readonly #cursor = signal<string | null>(null);
  readonly #news = new RunNews(this.#api, this.#fleet, (run) => this.#arrive([run]));
  readonly #waiting = new WaitingRuns();
  readonly #first = injectLiveQuery<RunPage>({
    load: () => (this.#query ? this.#load(this.#query) : EMPTY),
    loaded: (page, meanwhile) => this.#begin(page, meanwhile),
    take: (news) => {
      if (untracked(this.status) === 'ready') this.#take(news);
    },
  });

  readonly rows = this.#rows.asReadonly();
  readonly counts = signal(NO_RUNS);
  readonly total = computed(() => totalOf(this.counts()));
  readonly histogram = signal<RunHistogram | undefined>(undefined);
  readonly isExact = signal(true);
  readonly status = this.#first.status;
  readonly error = this.#first.error;
  readonly isLoadingMore = signal(false);
  /** The next page could not be loaded: it is asked for again by hand. */
  readonly moreError = signal<ApiProblem | undefined>(undefined);
  readonly hasMore = computed(() => this.#cursor() !== null);
  /** Whether somebody reads, selects or points: what is new has to wait. */
  readonly isHeld = signal(false);
  readonly newCount = this.#waiting.count;
  readonly newFailed = this.#waiting.failed;
  /** Rows that do not fit any more. */
  readonly staleCount = signal(0);

  #admittedAt = -Infinity;
  #admitting: ReturnType<typeof setTimeout> | undefined;
  #query: RunListQuery | undefined;
  #matcher: RunMatcher | undefined;
  #recountedAt = 0;
  #needsRecount = false;

  constructor() {
    effect((onCleanup) => {
      if (this.isHeld()) return;
      const release = setTimeout(() => this.#admit(), RELEASE_MS);
      onCleanup(() => clearTimeout(release));
    });
    const timer = setInterval(() => this.#recountNow(), 1_000);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      clearTimeout(this.#admitting);
      this.#news.stop();
      this.#begun.next();
    });
  }

  /** Lists what fits another query. `undefined` where it cannot be read: nothing is listed then. */
  ask(query: RunListQuery | undefined): void {
    this.#begun.next();
    this.#query = query;
    this.#matcher = query && new RunMatcher(query, (serverId) => this.#fleet.infoOf(serverId)?.name);
    this.#replace([]);
    this.#cursor.set(null);
    this.counts.set(NO_RUNS);
    this.histogram.set(undefined);
    this.reload();
  }

  /** Loads the first page again. */
  reload(): void {
    this.#first.restart();
  }

  /** Loads the next page, where there is one. */
  loadMore(): void {
    const cursor = this.#cursor();
    if (cursor === null || this.isLoadingMore() || !this.#query) return;
    this.isLoadingMore.set(true);
    this.moreError.set(undefined);
    this.#pagesFrom({ ...this.#query, cursor, limit: PAGE })
      .pipe(
        takeUntil(this.#begun),
        catchError((problem: ApiProblem) => {
          this.moreError.set(problem);
          return EMPTY;
        }),
      )
      .subscribe({ complete: () => this.isLoadingMore.set(false) });
  }

  /** Adds pages until there is something new to see: of a search a page may hold few rows, or none. */
  #pagesFrom(query: RunsQuery): Observable<unknown> {
    let gained = 0;
    const add = ({ items, cursor }: RunPage): void => {
      const fresh = items.filter(({ jobId }) => !this.#loaded.has(jobId)).map(toRow);
      gained += fresh.length;
      this.#add([...this.#rows(), ...fresh]);
      this.#cursor.set(cursor);
    };
    return this.#api.runs(query).pipe(
      tap(add),
      expand(({ cursor }) =>
        cursor === null || gained >= LEAST ? EMPTY : this.#api.runs({ ...query, cursor }).pipe(tap(add)),
      ),
    );
  }

  /** Shows what has waited, and takes away what does not fit any more. */
  show(): void {
    if (this.#waiting.isFull() || this.#isByDuration()) return this.reload();
    const gone = this.#rows().filter(({ isMatching }) => !isMatching());
    for (const { run } of gone) this.#news.keep(run());
    const rows = this.#rows().filter(({ isMatching }) => isMatching());
    const waiting = this.#waiting.rows();
    this.#replace(mergeRows(waiting, rows));
  }

  #load(query: RunListQuery): Observable<RunPage> {
    this.#begun.next();
    return this.#api.runs({ ...query, limit: PAGE });
  }

  #begin(page: RunPage, meanwhile: readonly StoredJobEvent[]): void {
    this.#news.clear();
    this.#replace(page.items.map((run) => this.#rowOf(run)));
    this.#cursor.set(page.cursor);
    this.isLoadingMore.set(false);
    this.moreError.set(undefined);
    this.#summarize(page);
    this.#take(meanwhile);
    if (page.items.length < LEAST) this.loadMore();
  }

  /** One that is listed already keeps its row: it is not drawn anew then. */
  #rowOf(run: JobRun): RunRow {
    const row = this.#loaded.get(run.jobId);
    if (!row) return toRow(run);
    row.run.set(run);
    row.isMatching.set(true);
    return row;
  }

  #summarize({ items, counts, histogram, isExact = true }: RunPage): void {
    this.#recountedAt = Date.now();
    this.#needsRecount = false;
    this.counts.set(counts ?? items.reduce((sum, run) => recount(sum, undefined, run), NO_RUNS));
    this.histogram.set(histogram);
    this.isExact.set(isExact);
  }

  #take(events: readonly StoredJobEvent[]): void {
    const matcher = this.#matcher;
    if (!matcher) return;
    const find = (jobId: string): RunRow | undefined => this.#loaded.get(jobId) ?? this.#waiting.get(jobId);
    const { changed, others } = this.#news.take(events, find, matcher);
    for (const [row, run] of changed) this.#change(row, run, matcher);
    this.#arrive(others);
    this.#needsRecount ||= events.some(({ type }) => type !== 'progress');
  }

  #change(row: RunRow, run: JobRun, matcher: RunMatcher): void {
    const [wasMatching, before, fits] = [row.isMatching(), row.run(), matcher.fits(run)];
    this.counts.update((counts) => recount(counts, wasMatching ? before : undefined, fits ? run : undefined));
    row.run.set(run);
    row.isMatching.set(fits);
    if (!this.#waiting.get(row.jobId)) {
      return this.staleCount.update((stale) => stale + Number(wasMatching) - Number(fits));
    }
    this.#waiting.recount(before, run);
    if (fits) return;
    this.#waiting.delete(row.jobId);
    this.#news.keep(run);
  }

  /** Runs that are not listed, but fit. */
  #arrive(runs: readonly JobRun[]): void {
    const fresh = runs.filter((run) => this.#matcher?.fits(run) && !this.#loaded.has(run.jobId)).map(toRow);
    if (fresh.length === 0) return;
    // They are loaded with the list, and counted with all: they are known, so that nobody asks for each of them when it ends.
    if (this.#waiting.isFull()) return fresh.forEach(({ run }) => this.#news.keep(run()));
    for (const { jobId, run } of fresh) {
      this.#news.forget(jobId);
      this.counts.update((counts) => recount(counts, undefined, run()));
    }
    this.#waiting.add(fresh);
    const wait = this.#admittedAt + STEADY_MS - performance.now();
    if (wait > 0) this.#admitting ??= setTimeout(() => this.#admit(), wait);
    else this.#admit();
  }

  /** Lets in what has waited, where nobody reads. What does not fit any more stays. */
  #admit(): void {
    clearTimeout(this.#admitting);
    this.#admitting = undefined;
    if (this.newCount() === 0 || untracked(this.isHeld) || this.#isByDuration()) return;
    this.#admittedAt = performance.now();
    if (this.#waiting.isFull() || this.#rows().length > MOST_IDLE_ROWS) return this.#first.reload();
    this.#replace(mergeRows(this.#waiting.rows(), this.#rows()));
  }

  /** What is new has its place anywhere then. */
  #isByDuration(): boolean {
    return (this.#query?.order ?? 'newest') !== 'newest';
  }

  #replace(rows: readonly RunRow[]): void {
    this.#loaded.clear();
    this.#waiting.clear();
    this.#add(rows);
  }

  #add(rows: readonly RunRow[]): void {
    for (const row of rows) this.#loaded.set(row.jobId, row);
    this.#rows.set(rows);
    this.staleCount.set(rows.filter(({ isMatching }) => !isMatching()).length);
  }

  #recountNow(): void {
    if (!this.#needsRecount || !this.#query || document.hidden || Date.now() - this.#recountedAt < RECOUNT_MS) return;
    this.#recountedAt = Date.now();
    this.#needsRecount = false;
    this.#api
      .runs({ ...this.#query, limit: 1 })
      .pipe(
        takeUntil(this.#begun),
        // The next try is soon enough.
        catchError(() => EMPTY),
      )
      .subscribe((page) => page.counts && this.#summarize(page));
  }
}
