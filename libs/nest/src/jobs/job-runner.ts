import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { INTERRUPTED, isOver, LIMITS, type AcceptedRun, type Actor, type JobRun } from '@jobwire/events';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemException } from '../problem/problem.ts';
import { JobEvents } from '../publish/job-events.ts';
import { EventStore } from '../store/event-store.ts';
import { Fleet, type FleetServer } from './fleet.ts';
import { findRun } from './find-run.ts';
import { IdempotentTriggers } from './idempotent-triggers.ts';
import { InterruptedRuns } from './interrupted-runs.ts';
import { parseInput } from './job-input.ts';
import { JobPlaces } from './job-places.ts';
import { JobRegistry } from './job-registry.ts';
import { NextTries } from './next-tries.ts';
import type { QueuedRun } from './queued-run.ts';
import type { RetryRequest } from './retry-request.ts';
import { RunEnds } from './run-ends.ts';
import { RunExecutor } from './run-executor.ts';
import { RunIntake } from './run-intake.ts';
import { RunQueue } from './run-queue.ts';
import { ServerIdentity } from './server-identity.ts';

/** A request to run a job. */
export interface Trigger {
  readonly jobName: string;
  readonly serverId: number;
  /** Default: `{}`; the defaults of the job's schema apply. */
  readonly input?: unknown;
  /** Default: `{ kind: 'api' }`. */
  readonly by?: Actor;
  /** How long the run is put off, in milliseconds: 0 to 30 days. It has the job's place meanwhile. Default: 0. */
  readonly delayMs?: number | undefined;
  /** The same key gives the same run, for 24 hours. */
  readonly idempotencyKey?: string | undefined;
}

/** How long runs get to stop once they are told to; what still runs then is ended as interrupted at the next start. */
const STOP_MS = 2_000;

/** Runs the jobs of this server: one run of a job at a time. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly registry: JobRegistry,
    private readonly server: ServerIdentity,
    private readonly fleet: Fleet,
    private readonly events: JobEvents,
    private readonly store: EventStore,
    private readonly places: JobPlaces,
    private readonly queue: RunQueue,
    private readonly intake: RunIntake,
    private readonly executor: RunExecutor,
    private readonly ends: RunEnds,
    private readonly interrupted: InterruptedRuns,
    private readonly nextTries: NextTries,
    private readonly triggers: IdempotentTriggers,
  ) {}

  /** Runs that were going on when the process before this one died end first: no card spins for ever. */
  async onApplicationBootstrap(): Promise<void> {
    this.fleet.replaced.addEventListener('abort', () => void this.#interrupt());
    await this.fleet.join((serverId, isGone) => void this.interrupted.endOf(serverId, isGone));
    await this.interrupted.endOf(this.server.serverId);
    await this.nextTries.resume();
    await this.queue.start((run) => this.#take(run));
  }

  /** Takes no more runs and lets those that there are come to their end. What is not done in time is interrupted. */
  async finish(withinMs: number): Promise<void> {
    this.intake.close();
    await this.#finished(withinMs - STOP_MS);
    await this.#interrupt();
  }

  async onModuleDestroy(): Promise<void> {
    this.intake.close();
    this.ends.stop();
    this.interrupted.stop();
    this.nextTries.stop();
    await this.#interrupt();
    await this.fleet.leave();
  }

  /** Stores the wish to run a job and runs it as soon as there is room, or from a later time on. */
  async trigger({
    jobName,
    serverId,
    input = {},
    by = { kind: 'api' },
    delayMs = 0,
    idempotencyKey,
  }: Trigger): Promise<AcceptedRun> {
    checkDelay(delayMs);
    await this.#checkIsRun(jobName, serverId);
    const definition = this.registry.find(jobName)?.definition;
    // What only another server runs is checked there, when its turn comes.
    const toStore = definition ? parseInput(definition, input).toStore : input;
    const start = (jobId: string) =>
      this.intake.accept({
        subject: { jobId, jobName, serverId },
        input: toStore,
        by,
        attempt: 1,
        ...(delayMs > 0 ? { startsAt: new Date(Date.now() + delayMs).toISOString() } : {}),
      });
    const request = [jobName, serverId, input, ...(delayMs > 0 ? [delayMs] : [])];
    return idempotencyKey === undefined ? start(randomUUID()) : this.triggers.start(idempotencyKey, request, start);
  }

  /** Asks a run to stop. It ends as `cancelled` once its handler has seen the signal; one that waits ends at once. */
  async cancel(jobId: string, by: Actor = { kind: 'api' }): Promise<AcceptedRun> {
    const run = await findRun(this.store, jobId);
    if (isOver(run) || !(await this.places.has(run))) throw cannotCancel(run);
    const { jobName, serverId } = run;
    const subject = { jobId, jobName, serverId };
    const position = await this.events.publishNow({ type: 'cancel_requested', ...subject, by });
    if (await this.queue.remove(subject)) {
      await this.ends.store({ type: 'cancelled', ...subject, by });
      await this.places.leave(subject);
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

  async #take(run: QueuedRun): Promise<void> {
    await this.nextTries.follow(run, await this.executor.execute(run));
  }

  async #interrupt(): Promise<void> {
    const lost = this.queue.abandon();
    this.executor.interrupt();
    const ends = lost.map(async ({ subject }) => {
      await this.ends.store({ type: 'failed', ...subject, error: INTERRUPTED });
      await this.places.leave(subject);
    });
    await Promise.race([Promise.all(ends), delay(STOP_MS, undefined, { ref: false })]);
    await this.#finished(STOP_MS);
  }

  /** Resolves when no run goes on, or the time is over. */
  async #finished(withinMs: number): Promise<void> {
    if (withinMs <= 0) return;
    await Promise.race([this.queue.finish(), delay(withinMs, undefined, { ref: false })]);
  }

  /** Throws a {@link ProblemException} 404 where no server runs the job, or another one than this. */
  async #checkIsRun(jobName: string, serverId: number): Promise<void> {
    const isRunBy = ({ jobs }: FleetServer): boolean => jobs.some((job) => job.jobName === jobName);
    const asked = await this.fleet.find(serverId);
    if (asked && isRunBy(asked)) return;
    const servers = await this.fleet.servers();
    const having = servers.filter(isRunBy);
    if (having.length === 0) {
      const names = [...new Set(servers.flatMap(({ jobs }) => jobs.map((job) => job.jobName)))].join(', ');
      const runs = servers.length === 1 ? 'This server runs' : 'The servers run';
      throw new ProblemException(404, `There is no such job. ${runs}: ${names}.`);
    }
    const ids = having.map((server) => server.serverId).join(' or ');
    throw new ProblemException(
      404,
      `Server ${serverId} ${asked ? `does not run ${jobName}` : 'runs no jobs here'}. Use serverId ${ids}.`,
    );
  }
}

function checkDelay(delayMs: number): void {
  if (Number.isSafeInteger(delayMs) && delayMs >= 0 && delayMs <= LIMITS.delayMs) return;
  throw new ProblemException(400, `delayMs: use whole milliseconds from 0 to ${LIMITS.delayMs} (30 days).`);
}

function cannotCancel(run: JobRun): ProblemException {
  const why = isOver(run)
    ? `has ended as ${run.state}`
    : `of server ${run.serverId} was only published: no job server runs it`;
  return new ProblemException(409, `Run ${run.jobId} ${why}: there is nothing to cancel here.`, { jobId: run.jobId });
}
