import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  INTERRUPTED,
  isOver,
  isTerminal,
  nowIsoMicroUtc,
  parseNewEvent,
  type NewJobEvent,
  type StoredJobEvent,
} from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { describeIssues } from '../problem/request-validation.ts';
import { describeFailure } from '../publish/describe-failure.ts';
import { JobEvents, type NewRunEnd } from '../publish/job-events.ts';
import { EventStore, StoreError } from '../store/event-store.ts';
import { RunLog } from '../store/run-log.ts';
import { CancelledError } from './cancelled-error.ts';
import { parseInput } from './job-input.ts';
import { JobPlaces } from './job-places.ts';
import { JobRegistry } from './job-registry.ts';
import type { QueuedRun } from './queued-run.ts';
import { RunContext, type RunSubject } from './run-context.ts';
import { RunEnds } from './run-ends.ts';

const TRY_AGAIN_MS = 500;

/** Does the work of runs whose turn has come, and tells of it. */
@Injectable()
export class RunExecutor implements OnModuleInit {
  /** By jobId, until their end is stored. */
  readonly #running = new Set<string>();
  /** By jobId, while their handlers work. */
  readonly #aborts = new Map<string, AbortController>();

  constructor(
    private readonly registry: JobRegistry,
    private readonly events: JobEvents,
    private readonly store: EventStore,
    private readonly runLog: RunLog,
    private readonly ends: RunEnds,
    private readonly places: JobPlaces,
  ) {}

  /** Whoever cancels a run, or ends it, does so by an event, in this process or in another one. */
  onModuleInit(): void {
    const appended = (batch: readonly { readonly event: StoredJobEvent }[]): void => {
      if (this.#aborts.size > 0) for (const { event } of batch) this.#heed(event);
    };
    this.store.tail({ appended, closed: () => undefined });
  }

  isRunning(jobId: string): boolean {
    return this.#running.has(jobId);
  }

  /** Tells all runs that go on here to stop: they end as interrupted. */
  interrupt(): void {
    for (const abort of this.#aborts.values()) abort.abort(new Error(INTERRUPTED));
  }

  /**
   * Resolves with the end of the run when that is stored, with `undefined` where somebody else ended it, or it goes on here: while
   * Redis was away its turn was lost, and it was added to the queue anew.
   */
  async execute(run: QueuedRun): Promise<NewRunEnd | undefined> {
    const { jobId } = run.subject;
    if (this.#running.has(jobId)) return undefined;
    const abort = new AbortController();
    this.#running.add(jobId);
    this.#aborts.set(jobId, abort);
    const end = await this.#work(run, abort);
    this.#aborts.delete(jobId);
    const stored = end && (await this.ends.store(end));
    this.#running.delete(jobId);
    return stored;
  }

  #heed(event: StoredJobEvent): void {
    const abort = event.jobId === undefined ? undefined : this.#aborts.get(event.jobId);
    if (!abort) return;
    if (event.type === 'cancel_requested') abort.abort(new CancelledError());
    if (isTerminal(event)) abort.abort(new Error(`The run was ended from elsewhere, as ${event.type}`));
  }

  async #work({ subject, input, by }: QueuedRun, abort: AbortController): Promise<NewRunEnd | undefined> {
    const { signal } = abort;
    let context: RunContext | undefined;
    let end: NewRunEnd;
    try {
      const { definition, handler } = this.#find(subject.jobName);
      const { forHandler } = parseInput(definition, input);
      context = new RunContext(subject, forHandler, signal, this.events, this.runLog);
      const before = await this.store.run(subject.jobId);
      if (before && before.state !== 'queued') return undefined;
      const told = await this.#tellStart({ type: 'started', ...subject, by, data: input }, signal);
      // Of two processes that begin it, one of which was thought dead and has only slept, the first one does it.
      const stored = await this.store.run(subject.jobId);
      if (!stored?.startedAt || !told.includes(stored.startedAt) || isOver(stored)) return undefined;
      if (stored.cancelRequested) abort.abort(new CancelledError());
      // A handler that only listens for the abort would not hear of one that was before it.
      signal.throwIfAborted();
      const result = parseResult(definition.result, await handler.run(context));
      end = { type: 'completed', ...subject, data: result };
    } catch (error) {
      // Whatever the handler throws. After an abort it is how the handler stopped, not what went wrong.
      if (signal.reason instanceof CancelledError) end = { type: 'cancelled', ...subject };
      else end = { type: 'failed', ...subject, ...(signal.aborted ? { error: INTERRUPTED } : describeFailure(error)) };
    }
    await context?.settle();
    return end;
  }

  /**
   * While the store is away the turn waits. Resolves when it is stored that the run started, by this process or another one, with
   * all that was told of when: a try that was given up may have come late and been the first.
   */
  async #tellStart(start: NewJobEvent & RunSubject, signal: AbortSignal): Promise<readonly string[]> {
    for (const told: string[] = []; ;) {
      signal.throwIfAborted();
      const timestamp = nowIsoMicroUtc();
      told.push(timestamp);
      try {
        await this.store.appendHeld(parseNewEvent({ ...start, timestamp }), this.places.beginning(start));
        return told;
      } catch (error) {
        if (!(error instanceof StoreError && error.type === 'unavailable')) throw error;
        await delay(TRY_AGAIN_MS, undefined, { signal, ref: false });
      }
    }
  }

  #find(jobName: string) {
    const job = this.registry.find(jobName);
    if (!job) throw new Error(`This server has no job ${jobName} any more.`);
    return job;
  }
}

function parseResult(schema: z.ZodType, result: unknown): unknown {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new TypeError(
    `The job returned something its result schema does not allow: ${describeIssues(parsed.error.issues)}`,
  );
}
