import { Logger } from '@nestjs/common';
import type { Job, Queue, Worker } from 'bullmq';
import type { JobPlan } from '../jobs/job-plan.ts';
import { ScheduleClock, type TakeTurn } from '../jobs/schedule-clock.ts';
import { StoreError } from '../store/store-error.ts';
import type { BullConnections } from './bull-connections.ts';

/** By BullMQ's id for each. */
type Plans = ReadonlyMap<string, JobPlan>;

/** A turn that is so late and not followed by another one is not in the queue. */
const LATE_MS = 60_000;

/**
 * The schedules of a server as BullMQ's job schedulers, in a queue of their own: a turn does not wait for room among runs. Of
 * two processes that are the server for a moment one takes each turn. Where Redis lost some they are planned again.
 */
export class BullScheduleClock extends ScheduleClock {
  readonly #logger = new Logger('ScheduleClock');
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bull: BullConnections,
    private readonly options: { readonly serverId: number; readonly leaseMs: number },
  ) {
    super();
  }

  async start(plans: readonly JobPlan[], take: TakeTurn): Promise<void> {
    const { serverId, leaseMs } = this.options;
    const name = `server-${serverId}-turns`;
    const byId = new Map(plans.map((plan, index) => [`${index}@${plan.jobName}`, plan]));
    await this.bull.setUp(name, (queue) => setSchedules(queue, byId));
    if (plans.length === 0) return;
    const turn = async ({ repeatJobKey, opts }: Job): Promise<void> => {
      const plan = byId.get(repeatJobKey ?? '');
      // What another process of this server had planned is not ours.
      if (plan) await take(plan, opts.prevMillis ?? Date.now());
    };
    this.#timer = setInterval(() => void this.#planLost(name, byId), leaseMs).unref();
    this.#worker = await this.bull.work(name, turn, { concurrency: plans.length });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#worker?.pause(true);
  }

  async #planLost(name: string, plans: Plans): Promise<void> {
    try {
      await this.bull.withQueue(name, async (queue) => {
        const lost = await findLost(queue, plans);
        for (const { jobName } of lost.values())
          this.#logger.warn(`Redis lost a schedule of ${jobName}: it is planned again.`);
        await planAll(queue, lost);
      });
    } catch (error) {
      // Redis is away: there is another time.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}

/** Plans what is in the catalog, and nothing else. */
async function setSchedules(queue: Queue, plans: Plans): Promise<void> {
  for (const { key } of await queue.getJobSchedulers()) if (!plans.has(key)) await queue.removeJobScheduler(key);
  await planAll(queue, plans);
}

async function findLost(queue: Queue, plans: Plans): Promise<Plans> {
  const next = new Map((await queue.getJobSchedulers()).map((scheduler) => [scheduler.key, scheduler.next ?? 0]));
  return new Map([...plans].filter(([id]) => (next.get(id) ?? 0) < Date.now() - LATE_MS));
}

async function planAll(queue: Queue, plans: Plans): Promise<void> {
  for (const [id, { cron, timeZone, jobName }] of plans) {
    const options = { removeOnComplete: true, removeOnFail: true };
    await queue.upsertJobScheduler(id, { pattern: cron, tz: timeZone }, { name: jobName, opts: options });
  }
}
