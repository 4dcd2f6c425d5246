import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { PlannedRun } from '@jobwire/events';
import { CronJob } from 'cron';
import { ProblemException } from '../problem/problem.ts';
import type { JobPlan } from './job-plan.ts';
import { JobRegistry } from './job-registry.ts';
import { JobRunner } from './job-runner.ts';
import { ServerIdentity } from './server-identity.ts';

/** Whether jobs are run by their schedules. */
export class ScheduleOptions {
  constructor(readonly schedules: 'on' | 'off') {}
}

const DAY_MS = 24 * 60 * 60_000;

/** A turn that comes later than this is left out: the machine slept, or its clock was set. */
const LATE_MS = 60_000;

/** Runs the jobs of this server by their schedules. A turn that cannot be taken is left out, never made up. */
@Injectable()
export class JobSchedules implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('JobSchedules');
  /** Not the application's: what its ScheduleModule runs is its own affair. */
  readonly #cronJobs = new SchedulerRegistry();

  constructor(
    private readonly registry: JobRegistry,
    private readonly runner: JobRunner,
    private readonly server: ServerIdentity,
    private readonly options: ScheduleOptions,
  ) {}

  onApplicationBootstrap(): void {
    for (const [index, plan] of this.#plans().entries()) {
      let due = plan.next(Date.now());
      const onTick = async (): Promise<void> => {
        const turn = due;
        const now = Date.now();
        // The library takes a turn twice where clocks are set back by half an hour.
        if (now < turn) return;
        due = plan.next(now);
        await this.#take(plan, turn);
      };
      const job = CronJob.from({ cronTime: plan.cron, timeZone: plan.timeZone, onTick });
      this.#cronJobs.addCronJob(`${plan.jobName} ${index}`, job);
      job.start();
    }
  }

  onModuleDestroy(): void {
    for (const name of [...this.#cronJobs.getCronJobs().keys()]) this.#cronJobs.deleteCronJob(name);
  }

  /** The schedules that a job is run by. */
  of(jobName: string): readonly JobPlan[] {
    return this.#plans().filter((plan) => plan.jobName === jobName);
  }

  /** When a job's next turn is, as ISO 8601; `undefined` where none is planned. */
  nextRunAt(jobName: string): string | undefined {
    const now = Date.now();
    const turns = this.of(jobName).map((plan) => plan.next(now));
    return turns.length === 0 ? undefined : new Date(Math.min(...turns)).toISOString();
  }

  /** The next turn of each schedule, the soonest first. */
  next(): PlannedRun[] {
    const now = Date.now();
    return this.#inOrder((plan) => [plan.next(now)]);
  }

  /** The turns of the coming 24 hours, the soonest first. */
  ofNextDay(limit: number): PlannedRun[] {
    const now = Date.now();
    return this.#inOrder((plan) => plan.turns(now, now + DAY_MS, limit)).slice(0, limit);
  }

  #inOrder(turnsOf: (plan: JobPlan) => number[]): PlannedRun[] {
    const { serverId } = this.server;
    return this.#plans()
      .flatMap((plan) => turnsOf(plan).map((at) => ({ at, plan })))
      .sort((a, b) => a.at - b.at)
      .map(({ at, plan: { jobName, cron, timeZone } }) => {
        return { jobName, serverId, at: new Date(at).toISOString(), cron, timeZone };
      });
  }

  #plans(): readonly JobPlan[] {
    return this.options.schedules === 'on' ? this.registry.plans : [];
  }

  async #take({ jobName, input }: JobPlan, turn: number): Promise<void> {
    const leftOut = `The turn of ${jobName} at ${new Date(turn).toISOString()} is left out`;
    if (Date.now() - turn > LATE_MS) return this.#logger.warn(`${leftOut}: its time has passed.`);
    const { serverId } = this.server;
    try {
      await this.runner.trigger({ jobName, serverId, input, by: { kind: 'schedule' } });
    } catch (error) {
      // It is running, the disk is full, or the server stops: the next turn comes anyway.
      const why = runningAs(error) ?? (error instanceof Error ? error.message : String(error));
      this.#logger.warn(`${leftOut}: ${why}`);
    }
  }
}

function runningAs(error: unknown): string | undefined {
  const isRunning = error instanceof ProblemException && error.getStatus() === 409;
  return isRunning ? `the run before it has not ended (${String(error.extra['jobId'])}).` : undefined;
}
