import { comparePositions, isTerminal, type NewJobEvent, type Position } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { PROGRESS_MS } from './held-progress.ts';
import { QueueComparison } from './queue-comparison.ts';
import { isUpTo, msOf, type QueueEvent } from './queue-event.ts';
import type { KeptJob, QueueJobs } from './queue-jobs.ts';
import type { Bookmark, QueueLease } from './queue-lease.ts';
import { STREAM_START, type QueueStream } from './queue-stream.ts';
import type { RunIds } from './run-id.ts';
import type { RunPublisher } from './run-publisher.ts';
import type { RunTeller } from './run-teller.ts';
import type { ToldRun } from './told-run.ts';

/** How long one read waits for the next event. */
const READ_MS = 2_000;

/** The clocks of workers and of Redis may differ by so much. */
const CLOCKS_MS = 60_000;

/** Of these the job itself is looked at, as the event does not say enough. */
const NEEDS_JOB = new Set(['added', 'waiting', 'delayed', 'failed']);

/** How a queue is followed. */
export interface FollowOptions {
  /** Where it begins in a queue that was never told. */
  readonly from: 'now' | 'oldest';
  /** When now is: the application's start, in milliseconds. */
  readonly nowMs: number;
  /** How often the queue is compared with the store although nothing seems to be missing. */
  readonly compareMs: number;
}

/** Tells one queue from its bookmark on: `begin()`, then `next()` again and again. After an error it is of no more use. */
export class QueueFollower {
  readonly #comparison: QueueComparison;
  #position = STREAM_START;
  /** The event at the position, where it was read. */
  #lastTold: QueueEvent | undefined;
  /** Up to here the queue was compared as a whole: only jobs that have left it are still told by their events. */
  #comparedUpTo = STREAM_START;
  #comparedAt = performance.now();
  #ending: Bookmark['ending'] = {};
  #gone: { readonly runs: readonly ToldRun[]; readonly until: string } | undefined;

  constructor(
    private readonly stream: QueueStream,
    private readonly jobs: QueueJobs,
    private readonly lease: QueueLease,
    private readonly ids: RunIds,
    private readonly teller: RunTeller,
    private readonly publisher: RunPublisher,
    private readonly options: FollowOptions,
  ) {
    this.#comparison = new QueueComparison(jobs, ids, teller, publisher);
  }

  async begin(): Promise<void> {
    const bookmark = await this.lease.read();
    if (bookmark) await this.#resume(bookmark);
    else await this.#beginAnew();
    await this.#note(this.#ending);
  }

  async next(): Promise<void> {
    const batch = await this.stream.read(this.#position, this.#waitMs());
    if (batch.length > 0) {
      await this.#repairGap();
      await this.#tell(batch);
    } else {
      await this.publisher.publish(this.teller.dueProgress());
    }
    await this.#settleGone(batch.length === 0);
    if (this.#msToComparison() > 0) return;
    await this.#repairGap();
    await this.#compareRuns();
  }

  async #resume({ position, ending, head }: Bookmark): Promise<void> {
    await this.#storeReaches(head);
    this.#ending = ending;
    this.#position = await this.stream.resumeFrom(position);
    await this.#compareAll(msOf(position) - CLOCKS_MS);
  }

  async #beginAnew(): Promise<void> {
    const { from, nowMs } = this.options;
    const oldest = from === 'oldest' ? await this.stream.oldest() : undefined;
    this.#position = oldest ? STREAM_START : await this.stream.lastId();
    await this.#compareAll(oldest ? msOf(oldest.at) - CLOCKS_MS : nowMs);
  }

  #waitMs(): number {
    if (this.#gone) return 1;
    return Math.max(1, Math.min(this.teller.holdsProgress ? PROGRESS_MS : READ_MS, Math.ceil(this.#msToComparison())));
  }

  #msToComparison(): number {
    return this.#comparedAt + this.options.compareMs - performance.now();
  }

  async #tell(batch: readonly QueueEvent[]): Promise<void> {
    const jobs = await this.#jobsOf(batch);
    const events = batch.flatMap((event) => this.teller.hear(event, jobs.get(event.jobId ?? ''), this.#comparedUpTo));
    events.push(...this.teller.dueProgress());
    // Killed from here on, the next process finds out by it what of this batch is published.
    if (events.length > 0) await this.#note({ ...this.#ending, ...this.#endingOf(events) });
    await this.publisher.publish(events);
    this.#lastTold = batch.at(-1);
    this.#position = this.#lastTold?.at ?? this.#position;
    this.#ending = {};
    await this.#note();
  }

  async #jobsOf(batch: readonly QueueEvent[]): Promise<Map<string, KeptJob>> {
    const wanted = batch.flatMap(({ jobId, type, at }) => {
      if (jobId === undefined) return [];
      const isKnown = this.teller.find(this.ids.fit(jobId)) !== undefined;
      return !isKnown || NEEDS_JOB.has(type) || isUpTo(at, this.#comparedUpTo) ? [jobId] : [];
    });
    const jobs = new Map<string, KeptJob>();
    const look = async (id: string): Promise<void> => {
      const job = await this.jobs.find(id);
      if (job) jobs.set(id, job);
      await (job ? this.#comparison.recall(job) : this.#recallEnding(this.ids.fit(id)));
    };
    await Promise.all([...new Set(wanted)].map(look));
    return jobs;
  }

  /** What of the bookmark's runs was ended, though their jobs have left the queue. */
  async #recallEnding(key: string): Promise<void> {
    const runId = this.#ending[key];
    if (runId === undefined || this.teller.find(key)) return;
    const run = await this.publisher.store.run(runId);
    if (run) this.teller.adopt(run);
  }

  #endingOf(events: readonly NewJobEvent[]): Record<string, string> {
    return Object.fromEntries(
      events.filter(isTerminal).map(({ jobId = '' }) => [this.ids.read(jobId)?.key ?? '', jobId]),
    );
  }

  /** The stream is trimmed by its length, read or not; and a Redis may come back without its newest writes. */
  async #repairGap(): Promise<void> {
    if (await this.stream.hasAllAfter(this.#position, this.#lastTold)) return;
    await this.#compareAll(msOf(this.#position) - CLOCKS_MS);
    this.#position = await this.stream.resumeFrom(this.#position);
    this.#lastTold = undefined;
  }

  async #compareAll(sinceMs: number): Promise<void> {
    const upTo = await this.stream.lastId();
    await this.#compareRuns();
    await this.#comparison.ofJobs(sinceMs, Date.now());
    this.#comparedUpTo = upTo;
  }

  async #compareRuns(): Promise<void> {
    const runs = await this.#comparison.ofRuns(Date.now());
    this.#gone = { runs, until: await this.stream.lastId() };
    this.#comparedAt = performance.now();
  }

  /** Runs whose jobs were gone when all was compared, and that no event up to then has ended. */
  async #settleGone(hasReadAll: boolean): Promise<void> {
    if (!this.#gone || !(hasReadAll || isUpTo(this.#gone.until, this.#position))) return;
    const { runs } = this.#gone;
    this.#gone = undefined;
    await this.publisher.publish(runs.flatMap((run) => this.teller.leave(run, Date.now())));
  }

  /** A store that processes share may be a little behind what another one has published last. */
  async #storeReaches(head: Position): Promise<void> {
    const waitUntil = performance.now() + READ_MS;
    // A store of its own never gets there.
    while (comparePositions(this.publisher.store.head(), head) < 0 && performance.now() < waitUntil) await delay(10);
  }

  async #note(ending: Bookmark['ending'] = {}): Promise<void> {
    await this.lease.note({ position: this.#position, ending, head: this.publisher.store.head() });
  }
}
