import type { NewJobEvent, JobRun } from '@jobwire/events';
import type { Job } from 'bullmq';
import { describeFailure } from '../publish/describe-failure.ts';
import { failedAttempts } from './failed-attempts.ts';
import { HeldProgress } from './held-progress.ts';
import type { JobMapper } from './job-mapping.ts';
import { isUpTo, msOf, parseValue, type QueueEvent } from './queue-event.ts';
import type { RunIds } from './run-id.ts';
import type { Mishap } from './run-publisher.ts';
import { progressOf, saysMore, toldRun, type ToldRun } from './told-run.ts';
import { ToldRuns } from './told-runs.ts';

/** How a job has ended, where it has. */
export type Outcome = 'completed' | 'failed';

/** What happens between the beginning and the end, and is of no interest later. */
const IN_BETWEEN = new Set(['progress', 'waiting', 'delayed', 'stalled']);

/** What happens to a job that has not ended. */
const STEPS = new Set(['added', 'waiting', 'delayed', 'waiting-children', 'active', 'progress', 'stalled']);

/**
 * Turns what happens to the jobs of one queue, or how they are found, into events of runs. It remembers what it has told, so
 * that each run is told as queued, started and ended once, in this order, whatever of it was seen. What it returns has to be
 * published, or the teller be thrown away.
 */
export class RunTeller {
  readonly #runs: ToldRuns;
  readonly #progress = new HeldProgress();

  constructor(
    private readonly queue: string,
    private readonly ids: RunIds,
    private readonly mapper: JobMapper,
  ) {
    this.#runs = new ToldRuns(ids);
  }

  get holdsProgress(): boolean {
    return this.#progress.isHolding;
  }

  /** Progress that has waited long enough. */
  dueProgress(): NewJobEvent[] {
    return this.#progress.due();
  }

  find(key: string): ToldRun | undefined {
    return this.#runs.get(key);
  }

  /** Goes on with a run that was told before. */
  adopt(run: JobRun): void {
    const { key, ms } = this.ids.read(run.jobId) ?? {};
    if (key !== undefined && ms !== undefined) this.#runs.set(key, toldRun(run, ms));
  }

  /**
   * What an event says. `job` is what the queue has of it now, which may be nothing any more. Of what was before the queue was
   * compared it is only told how jobs that have left it began and ended.
   */
  hear(event: QueueEvent, job: Job | undefined, comparedUpTo: string): NewJobEvent[] {
    const isOld = isUpTo(event.at, comparedUpTo);
    if (event.jobId === undefined || (isOld && job)) return [];
    const { run, events } = this.#runOf(event.jobId, event, job, comparedUpTo);
    if (!run || run.state === 'over' || (isOld && IN_BETWEEN.has(event.type))) return events;
    return [...events, ...this.#step(run, event, job)];
  }

  /** What is missing for a job as it is found in its queue at a time. */
  compare(job: Job & { id: string }, outcome: Outcome | undefined, nowMs: number): NewJobEvent[] {
    const events: NewJobEvent[] = [];
    let run = this.#runs.get(this.ids.fit(job.id));
    const isOther = run && createdMs(job) > run.ms;
    if (!run || isOther || (run.state === 'over' && !outcome)) {
      if (isAhead(job)) return [];
      if (run) events.push(...this.leave(run, nowMs));
      const begun = this.#begin(job.id, !run || isOther ? createdMs(job) : nowMs, job, run);
      run = begun.run;
      events.push(...begun.events);
    }
    if (run.state === 'over') return events;
    const { processedOn = nowMs, finishedOn = nowMs } = job;
    if (job.processedOn || outcome) events.push(...this.#start(run, isoOf(processedOn)));
    if (outcome === 'completed') return [...events, ...this.#complete(run, job.returnvalue, isoOf(finishedOn))];
    if (outcome === 'failed') return [...events, ...this.#fail(run, job.failedReason, job, isoOf(finishedOn))];
    const isNews = JSON.stringify(progressOf(job.progress)) !== JSON.stringify(run.progress);
    if (run.state === 'running' && job.progress && isNews)
      events.push(...this.#report(run, job.progress, isoOf(Math.max(nowMs, processedOn))));
    return events;
  }

  /** The end of a run whose job is no longer there, and nobody saw why. */
  leave(run: ToldRun, nowMs: number): NewJobEvent[] {
    const error =
      run.state === 'queued'
        ? 'The job was taken out of its queue'
        : 'The job is no longer in its queue, and its end was not seen';
    return run.state === 'over' ? [] : this.#cancel(run, { error }, isoOf(nowMs));
  }

  #step(run: ToldRun, { at, type, fields }: QueueEvent, job: Job | undefined): NewJobEvent[] {
    const timestamp = isoOf(msOf(at));
    switch (type) {
      case 'active':
        return this.#start(run, timestamp);
      case 'progress':
        return [...this.#start(run, timestamp), ...this.#report(run, parseValue(fields['data']), timestamp)];
      case 'waiting':
      case 'delayed':
        // Its time has come, or it was added.
        return type === 'waiting' && fields['prev'] !== 'active' ? [] : this.#failedAttempts(run, job, timestamp);
      case 'stalled':
        return [mishap(run, { stalled: true }, timestamp)];
      case 'completed':
        return this.#complete(run, parseValue(fields['returnvalue']), timestamp);
      case 'failed':
        return [
          ...this.#failedAttempts(run, job, timestamp),
          ...this.#fail(run, fields['failedReason'], job, timestamp),
        ];
      case 'removed':
        return this.#cancel(run, {}, timestamp);
      default:
        return [];
    }
  }

  /** The run that an event belongs to, begun where the event begins one or its beginning was missed. */
  #runOf(
    jobId: string,
    event: QueueEvent,
    job: Job | undefined,
    comparedUpTo: string,
  ): { run: ToldRun | undefined; events: NewJobEvent[] } {
    const { at, type, fields } = event;
    const run = this.#runs.get(this.ids.fit(jobId));
    const isEnd = type === 'completed' || type === 'failed';
    const begins = run ? beginsAnother(run, event, job, comparedUpTo) : isEnd || STEPS.has(type);
    if (!begins || (!isEnd && isAhead(job))) return { run, events: [] };
    // Its queue was emptied without a word, and its id is used again.
    const left = run ? this.leave(run, msOf(at)) : [];
    const begun = this.#begin(jobId, job && !isRepeat(event) ? createdMs(job) : msOf(at), job, run, fields['name']);
    return { run: begun.run, events: [...left, ...begun.events] };
  }

  #begin(id: string, at: number, job: Job | undefined, before: ToldRun | undefined, name = job?.name) {
    const known = {
      queue: this.queue,
      id,
      ...(name !== undefined && { name }),
      ...(job && { data: job.data as unknown }),
    };
    const key = this.ids.fit(id);
    const ms = Math.max(at, before ? before.ms + 1 : 0);
    const subject = { jobId: this.ids.write({ key, ms }), ...this.mapper.subjectOf(known) };
    // One that is tried again by hand goes on counting.
    const attempt = job && createdMs(job) === at ? 0 : undefined;
    const run: ToldRun = { subject, ms, state: 'queued', attempt, progress: undefined };
    this.#runs.set(key, run);
    const data = this.mapper.dataOf(known);
    const by = job?.repeatJobKey ? { by: { kind: 'schedule' as const } } : {};
    const queued: NewJobEvent = {
      type: 'queued',
      ...subject,
      timestamp: isoOf(at),
      ...by,
      ...(data === undefined ? {} : { data }),
    };
    return { run, events: [queued] };
  }

  #start(run: ToldRun, timestamp: string): NewJobEvent[] {
    if (run.state !== 'queued') return [];
    run.state = 'running';
    return [{ type: 'started', ...run.subject, timestamp }];
  }

  #report(run: ToldRun, reported: unknown, timestamp: string): NewJobEvent[] {
    const progress = progressOf(reported);
    run.progress = progress;
    return this.#progress.push(run.subject.jobId, {
      type: 'progress',
      ...run.subject,
      timestamp,
      ...(progress && { progress }),
      ...(saysMore(reported) && { data: reported }),
    });
  }

  /** BullMQ tries again: the run goes on. A job that puts itself off has not failed. */
  #failedAttempts(run: ToldRun, job: Job | undefined, timestamp: string): NewJobEvent[] {
    if (run.state !== 'running' || !job) return [];
    const failed = failedAttempts(job, run.attempt);
    run.attempt = failed.at(-1)?.failedAttempt ?? run.attempt;
    return failed.map((attempt) => mishap(run, attempt, timestamp));
  }

  #complete(run: ToldRun, result: unknown, timestamp: string): NewJobEvent[] {
    const data = result === null || result === undefined ? {} : { data: result };
    return this.#end(run, { type: 'completed', ...run.subject, timestamp, ...data });
  }

  #fail(run: ToldRun, reason = '', job: Job | undefined, timestamp: string): NewJobEvent[] {
    return this.#end(run, {
      type: 'failed',
      ...run.subject,
      timestamp,
      ...describeFailure(errorOf(reason, job?.stacktrace?.at(-1))),
    });
  }

  #cancel(run: ToldRun, why: { error?: string }, timestamp: string): NewJobEvent[] {
    const waiting = this.#progress.finish(run.subject.jobId);
    this.#runs.end(run, Date.parse(timestamp));
    return [...waiting, { type: 'cancelled', ...run.subject, timestamp, ...why }];
  }

  /** Its last progress and, should it have been missed, its start come before the end. */
  #end(run: ToldRun, end: NewJobEvent & { type: Outcome }): NewJobEvent[] {
    const { timestamp = '' } = end;
    const before = [...this.#start(run, timestamp), ...this.#progress.finish(run.subject.jobId)];
    this.#runs.end(run, Date.parse(timestamp));
    return [...before, end];
  }
}

function mishap(run: ToldRun, data: Mishap, timestamp: string): NewJobEvent {
  return { type: 'progress', ...run.subject, timestamp, data };
}

/** A job that had ended is tried again. */
function isRepeat({ type, fields: { prev } }: QueueEvent): boolean {
  return type === 'waiting' && (prev === 'failed' || prev === 'completed');
}

/** Whether an event begins another run than the newest one of its job, which may have been found and told with its end already. */
function beginsAnother(run: ToldRun, event: QueueEvent, job: Job | undefined, comparedUpTo: string): boolean {
  const { endedMs = Infinity } = run;
  const ms = msOf(event.at);
  const isPastEnd = isUpTo(event.at, comparedUpTo) ? ms > endedMs : ms >= endedMs;
  if (event.type === 'added') return job ? createdMs(job) > run.ms : isPastEnd;
  return isRepeat(event) && run.state === 'over' && (job ? job.finishedOn !== run.endedMs : isPastEnd);
}

/** By the clock of who added it. */
export function createdMs(job: Job): number {
  return Math.max(0, Math.trunc(job.timestamp));
}

/** The next turn of a schedule, which is no run before its time has come. */
function isAhead(job: Job | undefined): boolean {
  return job?.repeatJobKey !== undefined && job.delay > 0 && !job.processedOn;
}

function errorOf(reason: string, stack: string | undefined): Error {
  const error = new Error(reason);
  error.name = /^(\w*(?:Error|Exception))\b/.exec(stack ?? '')?.[1] ?? 'Error';
  error.stack = stack ?? '';
  return error;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
