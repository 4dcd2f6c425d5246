import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import type { JobPlan } from './job-plan.ts';
import { ScheduleClock, type TakeTurn } from './schedule-clock.ts';

/** The clock of this process. */
export class LocalScheduleClock extends ScheduleClock {
  /** Not the application's: what its ScheduleModule runs is its own affair. */
  readonly #cronJobs = new SchedulerRegistry();

  async start(plans: readonly JobPlan[], take: TakeTurn): Promise<void> {
    for (const [index, plan] of plans.entries()) {
      let due = plan.next(Date.now());
      const onTick = async (): Promise<void> => {
        const turn = due;
        const now = Date.now();
        // The library takes a turn twice where clocks are set back by half an hour.
        if (now < turn) return;
        due = plan.next(now);
        await take(plan, turn);
      };
      const job = CronJob.from({ cronTime: plan.cron, timeZone: plan.timeZone, onTick });
      this.#cronJobs.addCronJob(`${plan.jobName} ${index}`, job);
      job.start();
    }
  }

  async stop(): Promise<void> {
    for (const name of [...this.#cronJobs.getCronJobs().keys()]) this.#cronJobs.deleteCronJob(name);
  }
}
