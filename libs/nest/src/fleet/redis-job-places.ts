import { Logger } from '@nestjs/common';
import { isOver } from '@jobwire/events';
import { JobPlaces, type TakenPlace } from '../jobs/job-places.ts';
import type { RunSubject } from '../jobs/run-context.ts';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { StoreError, type EventStore } from '../store/event-store.ts';

/** The time by Redis's clock: those of the servers may differ. */
const NOW = `
  local time = redis.call('TIME')
  local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))`;

/** Takes the place where it is free, or is still as we saw it. Else gives who has it, and the time. */
const TAKE = `${NOW}
  local holder = redis.call('HGET', KEYS[1], ARGV[1])
  if holder and holder ~= ARGV[3] then return {holder, now} end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. now)
  return nil`;

/** Gives a place that a run has to another one, or up. */
const PASS_ON = `${NOW}
  local holder = redis.call('HGET', KEYS[1], ARGV[1])
  if not holder or string.sub(holder, 1, #ARGV[2] + 1) ~= ARGV[2] .. ' ' then return 0 end
  if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
  else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ' ' .. now .. ' ' .. ARGV[2]) end
  return 1`;

/** By then a run that took a place is stored, or as a rule its process has died: where it comes late after all it finds out. */
const STORED_MS = 10_000;

/** Who has a place: a run, since when, and which run gave it to it. */
type Holder = readonly [jobId: string, sinceMs: string, follows?: string];

/** The places of the jobs on all servers. A process that dies leaves those of its runs taken: see {@link take}. */
export class RedisJobPlaces extends JobPlaces {
  readonly #logger = new Logger('RedisJobPlaces');

  constructor(
    private readonly connection: RedisConnection,
    private readonly store: EventStore,
  ) {
    super();
  }

  /** Takes it from a run whose process died too: before it gave the place up, or before it stored that run. */
  async take(run: RunSubject): Promise<string | undefined> {
    const found = await this.#take(run, '');
    if (!found) return undefined;
    const [holder, nowMs] = found;
    const [jobId, sinceMs] = read(holder);
    const holding = await this.store.run(jobId);
    if (holding ? !isOver(holding) : nowMs - Number(sinceMs) <= STORED_MS) return jobId;
    const other = await this.#take(run, holder);
    if (other) return read(other[0])[0];
    if (holding || jobId === run.jobId || !(await this.#isStoredNow(jobId))) return undefined;
    await this.passOn(run, { ...run, jobId });
    return jobId;
  }

  async has(run: RunSubject): Promise<boolean> {
    const { keys } = this.connection;
    const holder = await this.connection.ask((redis) => redis.hget(keys.places, placeOf(run)));
    return holder !== null && read(holder)[0] === run.jobId;
  }

  async taken(serverId: number): Promise<readonly TakenPlace[]> {
    const { keys } = this.connection;
    const holders = await this.connection.ask((redis) => redis.hgetall(keys.places));
    const own = placeOf({ serverId, jobName: '' });
    return Object.entries(holders)
      .filter(([place]) => place.startsWith(own))
      .map(([place, holder]) => {
        const [jobId, , follows] = read(holder);
        return { jobName: place.slice(own.length), jobId, ...(follows === undefined ? {} : { follows }) };
      });
  }

  async passOn(run: RunSubject, next: RunSubject): Promise<boolean> {
    return this.#passOn(run, next.jobId);
  }

  async leave(run: RunSubject): Promise<void> {
    try {
      await this.#passOn(run, '');
    } catch (error) {
      // Redis is away. Who wants the place finds that the run is over.
      if (!(error instanceof StoreError)) throw error;
      this.#logger.warn(`The place of run ${run.jobId} of ${run.jobName} is still taken: ${error.message}`);
    }
  }

  /** Who has it, as it is written, and the time in epoch milliseconds. */
  async #take(run: RunSubject, seen: string): Promise<[holder: string, nowMs: number] | undefined> {
    const { keys } = this.connection;
    const args = [keys.places, placeOf(run), run.jobId, seen];
    const found = await this.connection.ask((redis) => redis.eval(TAKE, 1, ...args));
    if (found === null) return undefined;
    const [holder, now] = found as [string, string];
    return [holder, Number(now)];
  }

  /** Whether a run is stored, as all know that read what is stored by now. */
  async #isStoredNow(jobId: string): Promise<boolean> {
    const { keys } = this.connection;
    const [last] = await this.connection.ask((redis) => redis.xrevrange(keys.events, '+', '-', 'COUNT', 1));
    // Waits until this process has read it.
    if (last) await this.store.gapAfter(last[0]);
    return (await this.store.run(jobId)) !== undefined;
  }

  async #passOn(run: RunSubject, next: string): Promise<boolean> {
    const { keys } = this.connection;
    const args = [keys.places, placeOf(run), run.jobId, next];
    return (await this.connection.ask((redis) => redis.eval(PASS_ON, 1, ...args))) === 1;
  }
}

function placeOf({ serverId, jobName }: Pick<RunSubject, 'serverId' | 'jobName'>): string {
  return `${serverId} ${jobName}`;
}

/** A `jobId` has no spaces. */
function read(holder: string): Holder {
  return holder.split(' ') as unknown as Holder;
}
