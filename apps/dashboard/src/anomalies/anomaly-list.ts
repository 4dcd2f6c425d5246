import { computed, effect, inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import { injectLiveQuery, JobsApi, type ApiProblem } from '@jobwire/angular';
import type { AnomalyPage, AnomalyRecord, Position, StoredJobEvent } from '@jobwire/events';
import { EMPTY, expand, forkJoin, reduce, take, tap, type Observable } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { fits, type AnomalyFilter } from './anomaly-filter';
import { arrange, type Arrangement } from './arrange-anomalies';
import { foldAnomalies } from './fold-anomalies';

const PAGE = 1_000;
/** Of the open ones. As many as the server keeps. */
const MOST_PAGES = 10;

type Records = ReadonlyMap<Position, AnomalyRecord>;

interface Loaded {
  readonly open: readonly AnomalyRecord[];
  readonly acknowledged: AnomalyPage;
}

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
  readonly #moreError = signal<ApiProblem | undefined>(undefined);
  readonly #isLoadingMore = signal(false);
  readonly #query = injectLiveQuery<Loaded>({
    only: ({ type }) => type === 'anomaly_detected' || type === 'anomaly_acknowledged',
    load: () => this.#load(),
    loaded: (answer, meanwhile) => this.#loaded(answer, meanwhile),
    take: (news) => {
      // Before that nothing is known that they could change.
      if (untracked(this.status) === 'ready') this.#records.update((records) => foldAnomalies(records, news));
    },
  });

  readonly #isHeld = signal<() => boolean>(() => false);

  readonly status = this.#query.status;
  readonly error = computed(() => this.#query.error() ?? this.#moreError());
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
    this.#query.reload();
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
        error: (problem: ApiProblem) => this.#moreError.set(problem),
      });
  }

  readonly #fits = (anomaly: AnomalyRecord): boolean =>
    fits(this.#filter(), anomaly, (serverId) => this.#fleet.nameOf(serverId));

  #read(positions: readonly Position[]): readonly AnomalyRecord[] {
    return positions.flatMap((position) => this.#records().get(position) ?? []);
  }

  #load(): Observable<Loaded> {
    return forkJoin({
      open: this.#allOpen(),
      acknowledged: this.#api.anomalies({ state: 'acknowledged', limit: PAGE }),
    });
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

  #loaded({ open, acknowledged }: Loaded, meanwhile: readonly StoredJobEvent[]): void {
    const loaded: Records = new Map([...open, ...acknowledged.items].map((record) => [record.position, record]));
    this.#records.set(foldAnomalies(loaded, meanwhile));
    this.#cursor.set(acknowledged.cursor);
    this.#moreError.set(undefined);
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
