import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ProblemException } from '../problem/problem.ts';
import { ScheduleOptions } from './fleet-jobs.ts';
import { Fleet } from './fleet.ts';
import type { JobPlan } from './job-plan.ts';
import { JobRegistry } from './job-registry.ts';
import { JobRunner } from './job-runner.ts';
import { ScheduleClock } from './schedule-clock.ts';
import { ServerIdentity } from './server-identity.ts';

/** A turn that comes later than this is left out: the machine slept, or its clock was set. */
const LATE_MS = 60_000;

/** Runs the jobs of this server by their schedules. A turn that cannot be taken is left out, never made up. */
@Injectable()
export class JobSchedules implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('JobSchedules');

  constructor(
    private readonly registry: JobRegistry,
    private readonly runner: JobRunner,
    private readonly server: ServerIdentity,
    private readonly options: ScheduleOptions,
    private readonly clock: ScheduleClock,
    private readonly fleet: Fleet,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.fleet.replaced.addEventListener('abort', () => void this.clock.stop());
    await this.clock.start(this.#plans(), (plan, turn) => this.#take(plan, turn));
  }

  async onModuleDestroy(): Promise<void> {
    await this.clock.stop();
  }

  /** The schedules that a job is run by. */
  of(jobName: string): readonly JobPlan[] {
    return this.#plans().filter((plan) => plan.jobName === jobName);
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
