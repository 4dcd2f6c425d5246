import type { JobRun, NewJobEvent } from '@jobwire/events';
import { UNFINISHED, type KeptJob, type QueueJobs } from './queue-jobs.ts';
import type { RunIds } from './run-id.ts';
import type { RunPublisher } from './run-publisher.ts';
import { createdMs, type Outcome, type RunTeller } from './run-teller.ts';
import type { ToldRun } from './told-run.ts';

const RUNS_PAGE = 500;

/** Compares what a queue has with what was published, and publishes what is missing. */
export class QueueComparison {
  constructor(
    private readonly jobs: QueueJobs,
    private readonly ids: RunIds,
    private readonly teller: RunTeller,
    private readonly publisher: RunPublisher,
  ) {}

  /**
   * All runs that have not ended, as far as the queue still has their jobs. Returns the others: why they are gone may be said
   * by events that are still to be read.
   */
  async ofRuns(nowMs: number): Promise<ToldRun[]> {
    const gone: ToldRun[] = [];
    for await (const runs of this.#unfinishedRuns()) {
      const found = await Promise.all(runs.map((run) => this.#find(run)));
      const compared = await Promise.all(found.map((job) => this.#compare(job, nowMs)));
      await this.publisher.publish(compared.flat());
      gone.push(...runs.filter((run, index) => !found[index] && run.state !== 'over'));
    }
    return gone;
  }

  /**
   * All jobs that have not ended, and those that ended since a time. A list is left at a page without news: those that are
   * far from their turn are told when it comes.
   */
  async ofJobs(sinceMs: number, nowMs: number): Promise<void> {
    for (const list of UNFINISHED) {
      for (let index = 0, isNews = true; isNews; index++) {
        const jobs = await this.jobs.page(list, index);
        isNews = jobs !== undefined && (await this.#tell(jobs, nowMs));
      }
    }
    for (const outcome of ['completed', 'failed'] as const) {
      for (let index = 0, isSince = true; isSince; index++) {
        const jobs = (await this.jobs.page(outcome, index)) ?? [];
        const ended = jobs.filter(({ finishedOn = 0 }) => finishedOn >= sinceMs);
        await this.#tell(ended, nowMs, outcome);
        isSince = jobs.length > 0 && ended.length === jobs.length;
      }
    }
  }

  /** Remembers the newest run of a job where it was told before. */
  async recall(job: KeptJob): Promise<void> {
    const key = this.ids.fit(job.id);
    if (this.teller.find(key)) return;
    const run = await this.publisher.store.run(this.ids.write({ key, ms: createdMs(job) }));
    if (run) this.teller.adopt(run);
  }

  async #tell(jobs: readonly KeptJob[], nowMs: number, outcome?: Outcome): Promise<boolean> {
    await Promise.all(jobs.map((job) => this.recall(job)));
    const events = jobs.toReversed().flatMap((job) => this.teller.compare(job, outcome, nowMs));
    await this.publisher.publish(events);
    return events.length > 0;
  }

  async #compare(job: KeptJob | undefined, nowMs: number): Promise<NewJobEvent[]> {
    return job ? this.teller.compare(job, await this.jobs.outcome(job), nowMs) : [];
  }

  async #find({ ms, subject }: ToldRun): Promise<KeptJob | undefined> {
    const { id = '' } = this.#jobOf(subject);
    const job = await this.jobs.find(id);
    // Another job under the same id is told as one.
    return job && createdMs(job) <= ms ? job : undefined;
  }

  async *#unfinishedRuns(): AsyncGenerator<ToldRun[]> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await this.publisher.store.runs({
        state: ['queued', 'running'],
        limit: RUNS_PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      yield page.items.flatMap((run) => this.#told(run));
      cursor = page.cursor;
    }
  }

  /** Leaves out runs of other queues, and those whose job cannot be asked for: events have to tell how they end. */
  #told(run: JobRun): ToldRun[] {
    const { key, id } = this.#jobOf(run);
    if (key === undefined) return [];
    if (!this.teller.find(key)) this.teller.adopt(run);
    const told = this.teller.find(key);
    return id !== undefined && told?.subject.jobId === run.jobId ? [told] : [];
  }

  #jobOf({ jobId }: Pick<JobRun, 'jobId'>): { readonly key?: string; readonly id?: string | undefined } {
    const { key } = this.ids.read(jobId) ?? {};
    return key === undefined ? {} : { key, id: this.ids.idOf(key) };
  }
}
