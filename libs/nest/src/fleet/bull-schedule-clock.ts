import type { Job, Queue, Worker } from 'bullmq';
import type { JobPlan } from '../jobs/job-plan.ts';
import { ScheduleClock, type TakeTurn } from '../jobs/schedule-clock.ts';
import type { BullConnections } from './bull-connections.ts';

/**
 * The schedules of a server as BullMQ's job schedulers, in a queue of their own: a turn does not wait for room among runs. Of
 * two processes that are the server for a moment one takes each turn.
 */
export class BullScheduleClock extends ScheduleClock {
  #worker: Worker | undefined;

  constructor(
    private readonly bull: BullConnections,
    private readonly serverId: number,
  ) {
    super();
  }

  async start(plans: readonly JobPlan[], take: TakeTurn): Promise<void> {
    const name = `server-${this.serverId}-turns`;
    const byId = new Map(plans.map((plan, index) => [`${index}@${plan.jobName}`, plan]));
    await this.bull.setUp(name, (queue) => setSchedules(queue, byId));
    if (plans.length === 0) return;
    const turn = async ({ repeatJobKey, opts }: Job): Promise<void> => {
      const plan = byId.get(repeatJobKey ?? '');
      // What another process of this server had planned is not ours.
      if (plan) await take(plan, opts.prevMillis ?? Date.now());
    };
    this.#worker = await this.bull.work(name, turn, { concurrency: plans.length });
  }

  async stop(): Promise<void> {
    await this.#worker?.pause(true);
  }
}

/** Plans what is in the catalog, and nothing else. */
async function setSchedules(queue: Queue, plans: ReadonlyMap<string, JobPlan>): Promise<void> {
  for (const { key } of await queue.getJobSchedulers()) if (!plans.has(key)) await queue.removeJobScheduler(key);
  for (const [id, { cron, timeZone, jobName }] of plans) {
    const options = { removeOnComplete: true, removeOnFail: true };
    await queue.upsertJobScheduler(id, { pattern: cron, tz: timeZone }, { name: jobName, opts: options });
  }
}
