import { computed, DestroyRef, inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import { formatIcu, JobEvents, JobsApi, type ApiProblem, type LoadStatus, type StreamGap } from '@jobwire/angular';
import { comparePositions, type EventPage, type Position } from '@jobwire/events';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  firstValueFrom,
  merge,
  Subject,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import { FeedBuffer } from './feed-buffer';
import type { FeedEntry, FeedGap } from './feed-entry';
import { FeedHistory } from './feed-history';

/** Entries that wait at most while it is paused. The list keeps as many again. */
export const MOST_ENTRIES = 10_000;

/** So many rows are never seen at once. */
const MORE_THAN_SEEN = 60;

const MINUTE_MS = 60_000;
/** How far back it begins: the longest of these spans whose events fit into one page. */
const SPANS_MS: readonly number[] = [60 * MINUTE_MS, 10 * MINUTE_MS, MINUTE_MS, 5_000];
const PAGE = 2_000;

/** What waits while the feed is paused. */
export interface FeedWaiting {
  readonly count: number;
  readonly done: number;
  readonly failed: number;
  /** How many of the oldest had no room. */
  readonly leftOut: number;
}

const NOTHING: FeedWaiting = { count: 0, done: 0, failed: 0, leftOut: 0 };

/** All events as they come, from a while ago on. While it is paused they wait, and nothing in the list changes. */
@Injectable()
export class FeedStream {
  readonly #api = inject(JobsApi);
  readonly #history = new FeedHistory(2 * MOST_ENTRIES);
  readonly #buffer = new FeedBuffer(MOST_ENTRIES);
  readonly #startedAt = new Map<string, number>();
  readonly #entries = signal<readonly FeedEntry[]>([]);
  readonly #folded = signal<readonly FeedEntry[]>([]);
  readonly #isFast = signal(false);
  readonly #waiting = signal(NOTHING);
  readonly #pausedAt = signal<number | undefined>(undefined);
  readonly #status = signal<LoadStatus>('loading');
  readonly #error = signal<ApiProblem | undefined>(undefined);
  readonly #reloads = new Subject<void>();
  /** What came before the beginning was loaded. */
  #early: FeedEntry[] | undefined = [];
  /** What came up to here has come with what was loaded; of that some may be delivered yet. */
  #loadedUpTo: Position | undefined;
  #gaps = 0;

  /** Oldest first. */
  readonly entries: Signal<readonly FeedEntry[]> = this.#entries.asReadonly();
  /** The same without the progress that a later event of its run has overtaken; of these there are as many. */
  readonly folded: Signal<readonly FeedEntry[]> = this.#folded.asReadonly();
  readonly waiting: Signal<FeedWaiting> = this.#waiting.asReadonly();
  /** With each change all that is seen of the list changes. */
  readonly isFast: Signal<boolean> = this.#isFast.asReadonly();
  /** In milliseconds since 1970; `undefined` while it is not paused. */
  readonly pausedAt: Signal<number | undefined> = this.#pausedAt.asReadonly();
  readonly isPaused = computed(() => this.#pausedAt() !== undefined);
  readonly status: Signal<LoadStatus> = this.#status.asReadonly();
  readonly error: Signal<ApiProblem | undefined> = this.#error.asReadonly();

  constructor() {
    const events = inject(JobEvents);
    // Listens before it loads: what happens in between waits for the page.
    const subscription = events.batches$.subscribe((batch) => this.#take(batch));
    subscription.add(
      events.gaps$.subscribe((gap) => {
        // Positions may go back.
        this.#loadedUpTo = undefined;
        this.#take([this.#gap(describeGap(gap))]);
      }),
    );
    const isMissing = (): boolean => untracked(this.#status) !== 'ready';
    subscription.add(
      merge(events.loadNow$.pipe(filter(isMissing)), events.recovered$.pipe(filter(isMissing)), this.#reloads)
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }

  /** When a run began, as far as the feed has seen it. */
  startOf(jobId: string | undefined): number | undefined {
    return jobId === undefined ? undefined : this.#startedAt.get(jobId);
  }

  pause(): void {
    this.#pausedAt.update((pausedAt) => pausedAt ?? Date.now());
  }

  /** Shows all that waits, in its order. */
  resume(): void {
    const { leftOut } = this.#buffer;
    const message = $localize`{EVENTS, plural, =1 {1 event was left out: there was no room for more.} other {{EVENTS} events were left out: there was no room for more.}}`;
    const missing = leftOut > 0 ? [this.#gap(formatIcu(message, { EVENTS: leftOut }))] : [];
    this.#goOn([...missing, ...this.#buffer.take()]);
  }

  /** Goes on with what comes now. */
  drop(): void {
    const count = this.#buffer.entries.length + this.#buffer.leftOut;
    this.#buffer.take();
    const message = $localize`{EVENTS, plural, =1 {1 event was dropped.} other {{EVENTS} events were dropped.}}`;
    this.#goOn(count > 0 ? [this.#gap(formatIcu(message, { EVENTS: count }))] : []);
  }

  reload(): void {
    this.#status.set('loading');
    this.#reloads.next();
  }

  #goOn(entries: readonly FeedEntry[]): void {
    this.#pausedAt.set(undefined);
    this.#waiting.set(NOTHING);
    this.#show(entries);
  }

  #take(given: readonly FeedEntry[]): void {
    const entries = given.filter((entry) => this.#isNew(entry));
    for (const entry of entries) this.#remember(entry);
    if (this.#early) this.#early.push(...entries);
    else if (untracked(this.#pausedAt) === undefined) this.#show(entries);
    else this.#keep(entries);
  }

  #show(entries: readonly FeedEntry[]): void {
    this.#isFast.set(entries.length > MORE_THAN_SEEN);
    this.#history.add(entries);
    this.#entries.set(this.#history.all);
    this.#folded.set(this.#history.folded);
  }

  #keep(entries: readonly FeedEntry[]): void {
    this.#buffer.add(entries);
    const { done, failed } = untracked(this.#waiting);
    this.#countWaiting({ done, failed }, entries);
  }

  #countWaiting(before: Pick<FeedWaiting, 'done' | 'failed'>, entries: readonly FeedEntry[]): void {
    const count = (type: FeedEntry['type']): number => entries.filter((entry) => entry.type === type).length;
    this.#waiting.set({
      count: this.#buffer.entries.length,
      done: before.done + count('completed'),
      failed: before.failed + count('failed'),
      leftOut: this.#buffer.leftOut,
    });
  }

  #load(): Observable<unknown> {
    return defer(() => this.#newestPage()).pipe(
      tap({
        next: (page) => this.#loaded(page),
        error: (problem: ApiProblem) => this.#failed(problem),
      }),
      catchError(() => EMPTY),
    );
  }

  async #newestPage(): Promise<EventPage> {
    const now = Date.now();
    let page: EventPage | undefined;
    for (const span of SPANS_MS) {
      page = await firstValueFrom(this.#api.history({ since: now - span, limit: PAGE }));
      if (!page.more) return page;
    }
    // More than a page in a few seconds: the list begins with what comes now.
    return { ...(page as EventPage), events: [] };
  }

  #loaded({ events, position }: EventPage): void {
    const later = [...this.#history.take(), ...this.#begin()];
    for (const event of events) this.#remember(event);
    this.#loadedUpTo = events.length === 0 ? undefined : position;
    this.#error.set(undefined);
    this.#status.set('ready');
    this.#show([...events, ...later.filter((entry) => this.#isNew(entry))]);
    this.#buffer.keepOnly((entry) => this.#isNew(entry));
    this.#countWaiting(NOTHING, this.#buffer.entries);
  }

  #isNew(entry: FeedEntry): boolean {
    if (entry.type === 'gap' || this.#loadedUpTo === undefined) return true;
    return comparePositions(entry.position, this.#loadedUpTo) > 0;
  }

  /** What comes is shown all the same. */
  #failed(problem: ApiProblem): void {
    this.#error.set(problem);
    this.#status.set('error');
    this.#show(this.#begin());
  }

  #begin(): readonly FeedEntry[] {
    const early = this.#early ?? [];
    this.#early = undefined;
    return early;
  }

  #remember(entry: FeedEntry): void {
    if (entry.type !== 'started') return;
    this.#startedAt.set(entry.jobId, Date.parse(entry.timestamp));
    if (this.#startedAt.size <= MOST_ENTRIES) return;
    const [oldest] = this.#startedAt.keys();
    if (oldest !== undefined) this.#startedAt.delete(oldest);
  }

  #gap(words: string): FeedGap {
    return { type: 'gap', position: `gap-${++this.#gaps}`, epochMs: Date.now(), words };
  }
}

function describeGap({ gap, missed }: StreamGap): string {
  if (gap !== 'evicted') return $localize`The server's history began anew; older events may be missing.`;
  if (missed === undefined) return $localize`Events were missed.`;
  const message = $localize`{EVENTS, plural, =1 {1 event was missed.} other {{EVENTS} events were missed.}}`;
  return formatIcu(message, { EVENTS: missed });
}
