import { computed, DestroyRef, effect, inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import { JobEvents, JobsApi, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import type { AnomalyPage, AnomalyRecord, Position, StoredJobEvent } from '@jobwire/events';
import {
  catchError,
  EMPTY,
  expand,
  filter,
  forkJoin,
  merge,
  reduce,
  Subject,
  switchMap,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { fits, type AnomalyFilter } from './anomaly-filter';
import { arrange, type Arrangement } from './arrange-anomalies';
import { foldAnomalies } from './fold-anomalies';

const PAGE = 1_000;
/** Of the open ones. As many as the server keeps. */
const MOST_PAGES = 10;

type Records = ReadonlyMap<Position, AnomalyRecord>;

/**
 * All open anomalies and the newest acknowledged ones, loaded once and kept up to date by events. What is listed where only
 * changes while nobody reads in the list.
 */
@Injectable()
export class AnomalyList {
  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  readonly #records = signal<Records>(new Map());
  readonly #order = signal<Arrangement>({ open: [], acknowledged: [] });
  readonly #filter = signal<AnomalyFilter>({ state: 'open', severity: undefined, serverId: undefined, q: '' });
  readonly #cursor = signal<string | null>(null);
  readonly #status = signal<LoadStatus>('loading');
  readonly #error = signal<ApiProblem | undefined>(undefined);
  readonly #isLoadingMore = signal(false);
  readonly #reloads = new Subject<void>();
  /** What came while a page was on its way. */
  #waiting: StoredJobEvent[] | undefined;

  readonly #isHeld = signal<() => boolean>(() => false);

  readonly status: Signal<LoadStatus> = this.#status.asReadonly();
  readonly error: Signal<ApiProblem | undefined> = this.#error.asReadonly();
  readonly isLoadingMore: Signal<boolean> = this.#isLoadingMore.asReadonly();
  /** Whether there are older acknowledged ones than those loaded. */
  readonly hasMore = computed(() => this.#cursor() !== null);
  readonly open = computed(() => this.#read(this.#order().open));
  readonly acknowledged = computed(() => this.#read(this.#order().acknowledged));
  readonly openCount = computed(() => [...this.#records().values()].filter(isOpen).length);
  readonly #arranged = computed(() => arrange([...this.#records().values()], this.#filter(), this.#fits, Date.now()));
  /** Open ones that fit and wait until they may come in. */
  readonly newCount = computed(() => {
    const listed = new Set(this.#order().open);
    return this.#arranged().open.filter((position) => !listed.has(position)).length;
  });
  readonly acknowledgedLately = computed(
    () =>
      arrange([...this.#records().values()], { ...this.#filter(), state: 'open' }, () => true, Date.now()).acknowledged
        .length,
  );

  constructor() {
    const events = inject(JobEvents);
    // Listens before it loads: what happens in between waits for the pages.
    const subscription = events.batches$.subscribe((batch) => this.#take(batch));
    const tryAgain = events.recovered$.pipe(filter(() => untracked(this.#status) === 'error'));
    subscription.add(
      merge(events.loadNow$, tryAgain, this.#reloads)
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
    effect(() => {
      const arranged = this.#arranged();
      if (!this.#isHeld()()) this.#order.set(arranged);
    });
  }

  /** While somebody reads in the list nothing may move. */
  holdWhile(isRead: () => boolean): void {
    this.#isHeld.set(isRead);
  }

  /** Lists what fits, from now on. */
  ask(asked: AnomalyFilter): void {
    this.#filter.set(asked);
    this.show();
  }

  /** Lets everything come to where it belongs. */
  show(): void {
    this.#order.set(untracked(this.#arranged));
  }

  find(position: Position): AnomalyRecord | undefined {
    return this.#records().get(position);
  }

  /** Earlier ones of the same job on the same server, the newest first. */
  before({ position, serverId, jobName, timestamp }: AnomalyRecord): readonly AnomalyRecord[] {
    return [...this.#records().values()]
      .filter((other) => other.serverId === serverId && other.jobName === jobName && other.position !== position)
      .filter((other) => other.timestamp <= timestamp)
      .sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
  }

  /** Somebody has seen to it, as the server says before its event comes. */
  acknowledge(position: Position, acknowledged: NonNullable<AnomalyRecord['acknowledged']>): void {
    const record = untracked(this.#records).get(position);
    if (record && isOpen(record)) this.#put([{ ...record, acknowledged }]);
  }

  reload(): void {
    if (untracked(this.#status) === 'error') this.#status.set('loading');
    this.#reloads.next();
  }

  loadMore(): void {
    const cursor = untracked(this.#cursor);
    if (cursor === null || untracked(this.#isLoadingMore)) return;
    this.#isLoadingMore.set(true);
    this.#api
      .anomalies({ state: 'acknowledged', limit: PAGE, cursor })
      .pipe(tap({ finalize: () => this.#isLoadingMore.set(false) }))
      .subscribe({
        next: ({ items, cursor: next }) => {
          this.#put(items.filter(({ position }) => !untracked(this.#records).has(position)));
          this.#cursor.set(next);
        },
        error: (problem: ApiProblem) => this.#error.set(problem),
      });
  }

  readonly #fits = (anomaly: AnomalyRecord): boolean =>
    fits(this.#filter(), anomaly, (serverId) => this.#fleet.nameOf(serverId));

  #read(positions: readonly Position[]): readonly AnomalyRecord[] {
    return positions.flatMap((position) => this.#records().get(position) ?? []);
  }

  #load(): Observable<unknown> {
    this.#waiting = [];
    return forkJoin({
      open: this.#allOpen(),
      acknowledged: this.#api.anomalies({ state: 'acknowledged', limit: PAGE }),
    }).pipe(
      tap({
        next: ({ open, acknowledged }) => this.#loaded([...open, ...acknowledged.items], acknowledged.cursor),
        error: (problem: ApiProblem) => {
          this.#waiting = undefined;
          this.#error.set(problem);
          this.#status.set('error');
        },
      }),
      catchError(() => EMPTY),
    );
  }

  #allOpen(): Observable<readonly AnomalyRecord[]> {
    const page = (cursor?: string): Observable<AnomalyPage> =>
      this.#api.anomalies({ state: 'open', limit: PAGE, cursor });
    return page().pipe(
      expand(({ cursor }) => (cursor === null ? EMPTY : page(cursor))),
      take(MOST_PAGES),
      reduce<AnomalyPage, readonly AnomalyRecord[]>((all, { items }) => [...all, ...items], []),
    );
  }

  #loaded(records: readonly AnomalyRecord[], cursor: string | null): void {
    const loaded: Records = new Map(records.map((record) => [record.position, record]));
    this.#records.set(foldAnomalies(loaded, this.#waiting ?? []));
    this.#waiting = undefined;
    this.#cursor.set(cursor);
    this.#error.set(undefined);
    this.#status.set('ready');
  }

  #take(batch: readonly StoredJobEvent[]): void {
    const news = batch.filter(({ type }) => type === 'anomaly_detected' || type === 'anomaly_acknowledged');
    if (news.length === 0) return;
    this.#waiting?.push(...news);
    if (untracked(this.#status) === 'ready') this.#records.update((records) => foldAnomalies(records, news));
  }

  #put(changed: readonly AnomalyRecord[]): void {
    this.#records.update(
      (records) => new Map([...records, ...changed.map((record) => [record.position, record] as const)]),
    );
  }
}

function isOpen({ acknowledged }: AnomalyRecord): boolean {
  return acknowledged === undefined;
}
