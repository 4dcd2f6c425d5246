import { HttpStatus, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  INTERRUPTED,
  InvalidEventError,
  isOver,
  type AcceptedRun,
  type Actor,
  type JobRun,
  type NewJobEvent,
} from '@jobwire/events';
import PQueue from 'p-queue';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { ProblemException } from '../problem/problem.ts';
import { describeIssues } from '../problem/request-validation.ts';
import { describeFailure } from '../publish/describe-failure.ts';
import { JobEvents } from '../publish/job-events.ts';
import { EventStore } from '../store/event-store.ts';
import { IdempotencyKeys } from '../store/idempotency-keys.ts';
import { RunLog } from '../store/run-log.ts';
import { findRun } from './find-run.ts';
import { IdempotentTriggers } from './idempotent-triggers.ts';
import { InterruptedRuns } from './interrupted-runs.ts';
import { parseInput, type ParsedInput } from './job-input.ts';
import { JobRegistry, type RegisteredJob } from './job-registry.ts';
import type { RetryRequest } from './retry-request.ts';
import { RunContext, type RunSubject } from './run-context.ts';
import { ServerIdentity } from './server-identity.ts';

/** How many runs of this server work at the same time; further ones wait as `queued`. */
export class RunnerOptions {
  constructor(readonly concurrency: number) {}
}

/** A request to run a job. */
export interface Trigger {
  readonly jobName: string;
  readonly serverId: number;
  /** Default: `{}`; the defaults of the job's schema apply. */
  readonly input?: unknown;
  /** Default: `{ kind: 'api' }`. */
  readonly by?: Actor;
  /** The same key gives the same run, for 24 hours. */
  readonly idempotencyKey?: string | undefined;
}

interface ActiveRun {
  readonly subject: RunSubject;
  readonly abort: AbortController;
  /** Settles when the run has ended and its end is stored. */
  done?: Promise<void>;
  /** Whether somebody sees to its end: who runs it, or who cancelled it while it was queued. */
  isTaken: boolean;
}

/** How long runs get to stop at shutdown; what still runs then is ended as interrupted at the next start. */
const STOP_MS = 2_000;

/** Runs the jobs of this server: one run of a job at a time. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('JobRunner');
  readonly #queue: PQueue;
  readonly #triggers: IdempotentTriggers;
  readonly #interrupted: InterruptedRuns;
  /** By job name: a job runs once at a time. */
  readonly #active = new Map<string, ActiveRun>();
  #isStopping = false;

  constructor(
    private readonly registry: JobRegistry,
    private readonly server: ServerIdentity,
    private readonly events: JobEvents,
    private readonly store: EventStore,
    private readonly runLog: RunLog,
    keys: IdempotencyKeys,
    options: RunnerOptions,
  ) {
    this.#queue = new PQueue({ concurrency: options.concurrency });
    this.#triggers = new IdempotentTriggers(keys, store);
    this.#interrupted = new InterruptedRuns(server.serverId, store, events, (jobId) => this.#isActive(jobId));
  }

  /** Runs that were going on when the process died end now: no card spins for ever. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#interrupted.end();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    this.#interrupted.stop();
    const runs = [...this.#active.values()];
    for (const { abort } of runs) abort.abort(new Error(INTERRUPTED));
    await Promise.race([
      Promise.allSettled(runs.map(async ({ done }) => done)),
      delay(STOP_MS, undefined, { ref: false }),
    ]);
  }

  /** Stores the wish to run a job and runs it as soon as there is room. */
  async trigger({
    jobName,
    serverId,
    input = {},
    by = { kind: 'api' },
    idempotencyKey,
  }: Trigger): Promise<AcceptedRun> {
    const job = this.#find(jobName, serverId);
    const parsed = parseInput(job.definition, input);
    const start = (jobId: string) => this.#enqueue(job, { jobId, jobName, serverId }, parsed, by);
    return idempotencyKey === undefined
      ? start(randomUUID())
      : this.#triggers.start(idempotencyKey, [jobName, serverId, input], start);
  }

  /** Asks a run to stop. It ends as `cancelled` once its handler has seen the signal. */
  async cancel(jobId: string, by: Actor = { kind: 'api' }): Promise<AcceptedRun> {
    const run = [...this.#active.values()].find(({ subject }) => subject.jobId === jobId);
    if (!run) throw cannotCancel(await findRun(this.store, jobId));
    const position = await this.events.publish({ type: 'cancel_requested', ...run.subject, by });
    run.abort.abort(new CancelledError());
    if (!run.isTaken) {
      run.isTaken = true;
      await this.#end(run, { type: 'cancelled', ...run.subject, by });
    }
    return { jobId, position };
  }

  /** Starts a new run in place of one that has ended: with its input, or with another. `by` is the person who asked for it. */
  async retry(jobId: string, { input: other, by: person }: RetryRequest = {}): Promise<AcceptedRun> {
    const run = await findRun(this.store, jobId);
    if (!isOver(run))
      throw new ProblemException(409, `Run ${jobId} is still ${run.state}. Cancel it first, or wait for its end.`, {
        jobId,
      });
    const { jobName, serverId } = run;
    const input = other ?? run.input;
    return this.trigger({
      jobName,
      serverId,
      ...(input === undefined ? {} : { input }),
      by: { kind: 'retry', name: jobId, ...(person === undefined ? {} : { person }) },
    });
  }

  /** How many runs are queued before this one; `undefined` where this process does not run it. */
  queuedBefore(jobId: string): number | undefined {
    const runs = [...this.#active.values()];
    const index = runs.findIndex(({ subject }) => subject.jobId === jobId);
    return index < 0 ? undefined : runs.slice(0, index).filter(({ isTaken }) => !isTaken).length;
  }

  async #enqueue(job: RegisteredJob, subject: RunSubject, input: ParsedInput, by: Actor): Promise<AcceptedRun> {
    const running = this.#active.get(subject.jobName);
    if (running) {
      const { jobId } = running.subject;
      throw new ProblemException(
        409,
        `${subject.jobName} is already running on server ${subject.serverId} as ${jobId}. Wait for its end or cancel it.`,
        { jobId },
      );
    }
    if (this.#isStopping)
      throw new ProblemException(
        HttpStatus.SERVICE_UNAVAILABLE,
        'The server is shutting down. Try again when it is back.',
      );
    const run: ActiveRun = { subject, abort: new AbortController(), isTaken: false };
    this.#active.set(subject.jobName, run);
    try {
      const position = await this.events.publish({ type: 'queued', ...subject, by, data: input.toStore });
      run.done = this.#queue.add(() => this.#execute(job, run, input, by));
      return { jobId: subject.jobId, position };
    } catch (error) {
      // Not stored, so not queued.
      this.#active.delete(subject.jobName);
      throw error;
    }
  }

  async #execute({ definition, handler }: RegisteredJob, run: ActiveRun, input: ParsedInput, by: Actor): Promise<void> {
    const { subject } = run;
    const { signal } = run.abort;
    if (run.isTaken) return;
    run.isTaken = true;
    const context = new RunContext(subject, input.forHandler, signal, this.events, this.runLog);
    let end: NewJobEvent;
    try {
      signal.throwIfAborted();
      await this.events.publish({ type: 'started', ...subject, by, data: input.toStore });
      // A handler that only listens for the abort would not hear of one that was before it.
      signal.throwIfAborted();
      const result = parseResult(definition.result, await handler.run(context));
      end = { type: 'completed', ...subject, data: result };
    } catch (error) {
      // Whatever the handler throws. After an abort it is how the handler stopped, not what went wrong.
      if (signal.aborted && signal.reason instanceof CancelledError) end = { type: 'cancelled', ...subject };
      else end = { type: 'failed', ...subject, ...(signal.aborted ? { error: INTERRUPTED } : describeFailure(error)) };
    }
    await context.settle();
    await this.#end(run, end);
  }

  async #end(run: ActiveRun, end: NewJobEvent): Promise<void> {
    await this.#publishSurely(end);
    this.#active.delete(run.subject.jobName);
  }

  /** The end of a run is never dropped: while the store refuses it, it is tried again each second, until shutdown. */
  async #publishSurely(end: NewJobEvent): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.events.publish(end);
        return;
      } catch (error) {
        if (error instanceof InvalidEventError) return this.#publishSurely(unpublishable(end, error));
        if (attempt === 1)
          this.#logger.error(
            `The end of run ${end.jobId} (${end.type}) could not be stored, trying on: ${String(error)}`,
          );
        if (this.#isStopping) return;
        await delay(1_000);
      }
    }
  }

  #isActive(jobId: string): boolean {
    return [...this.#active.values()].some(({ subject }) => subject.jobId === jobId);
  }

  #find(jobName: string, serverId: number): RegisteredJob {
    const job = this.registry.find(jobName);
    if (!job) {
      const names = this.registry.definitions.map(({ name }) => name).join(', ');
      throw new ProblemException(404, `There is no such job. This server runs: ${names}.`);
    }
    if (serverId !== this.server.serverId) {
      throw new ProblemException(404, `Server ${serverId} runs no jobs here. Use serverId ${this.server.serverId}.`);
    }
    return job;
  }
}

/** The reason of a run's signal when somebody cancelled it. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('The run was cancelled');
  }
}

function cannotCancel(run: JobRun): ProblemException {
  const why = isOver(run) ? `has ended as ${run.state}` : `runs on server ${run.serverId}, not on this one`;
  return new ProblemException(409, `Run ${run.jobId} ${why}: there is nothing to cancel here.`, { jobId: run.jobId });
}

function parseResult(schema: z.ZodType, result: unknown): unknown {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new TypeError(
    `The job returned something its result schema does not allow: ${describeIssues(parsed.error.issues)}`,
  );
}

/** What is told of a run whose own end breaks the limits of an event, such as a result of more than 64 KiB. */
function unpublishable(end: NewJobEvent, error: InvalidEventError): NewJobEvent {
  const { jobName, serverId, jobId = '' } = end;
  return {
    type: 'failed',
    jobName,
    serverId,
    jobId,
    error: `The run ended as ${end.type}, but that could not be published: ${error.message.slice(0, 1_000)}`,
  };
}
