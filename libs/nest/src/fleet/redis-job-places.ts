import { Logger } from '@nestjs/common';
import { isOver } from '@jobwire/events';
import { JobPlaces, type TakenPlace, type Taking } from '../jobs/job-places.ts';
import type { RunSubject } from '../jobs/run-context.ts';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { StoreError, type EventStore, type PlaceHold } from '../store/event-store.ts';

/** The time by Redis's clock: those of the servers may differ. In milliseconds with microseconds: no two scripts have the same. */
const NOW = `
  local time = redis.call('TIME')
  local now = string.format('%.3f', time[1] * 1000 + time[2] / 1000)`;

/** Takes the place where it is free, or is still as we saw it. Gives what is written there then, or is already, and the time. */
const TAKE = `${NOW}
  local holder = redis.call('HGET', KEYS[1], ARGV[1])
  if holder and holder ~= ARGV[3] then return {0, holder, now} end
  holder = ARGV[2] .. ' ' .. now
  redis.call('HSET', KEYS[1], ARGV[1], holder)
  return {1, holder, now}`;

/** Gives a place that a run has to another one, which may have it and not be stored. */
const PASS_ON = `${NOW}
  local holder = redis.call('HGET', KEYS[1], ARGV[1]) or ''
  local jobId, since = string.match(holder, '^(%S+) (%S+)')
  if jobId ~= ARGV[2] and (jobId ~= ARGV[3] or since == ARGV[4] or since == ARGV[5]) then return nil end
  holder = ARGV[3] .. ' ' .. now .. ' ' .. ARGV[2]
  redis.call('HSET', KEYS[1], ARGV[1], holder)
  return holder`;

/** Gives up a place that a run has. */
const LEAVE = `
  local holder = redis.call('HGET', KEYS[1], ARGV[1]) or ''
  if string.match(holder, '^%S+') == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end`;

/** The same where it is as we know it. */
const GIVE_BACK = `
  if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end`;

/** By then a run that took a place is stored, or its process has died. One that only slept finds that it has lost the place. */
const STORED_MS = 10_000;

/** What stands in place of the time once the run is stored. */
const STORED = 'stored';

/** And once it has begun. */
const BEGUN = 'begun';

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
  async take(run: RunSubject): Promise<Taking> {
    const found = await this.#take(run, '');
    if (found.isOurs) return { hold: holdOf(run, found.holder) };
    const seen = read(found.holder);
    if (await this.#isNeeded(seen, found.nowMs)) return { holder: seen[0] };
    const { isOurs, holder } = await this.#take(run, found.holder);
    return isOurs ? { hold: holdOf(run, holder) } : { holder: read(holder)[0] };
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

  async passOn(run: RunSubject, next: RunSubject): Promise<PlaceHold | undefined> {
    const holder = await this.#do(PASS_ON, placeOf(run), run.jobId, next.jobId, STORED, BEGUN);
    return holder === null ? undefined : holdOf(next, holder as string);
  }

  beginning(run: RunSubject): PlaceHold {
    return { place: placeOf(run), holder: `${run.jobId} ${STORED}`, stored: `${run.jobId} ${BEGUN}` };
  }

  async leave(run: RunSubject): Promise<void> {
    await this.#giveUp(run.jobId, () => this.#do(LEAVE, placeOf(run), run.jobId));
  }

  async giveBack({ place, holder }: PlaceHold): Promise<void> {
    await this.#giveUp(read(holder)[0], () => this.#do(GIVE_BACK, place, holder));
  }

  async #giveUp(jobId: string, giveUp: () => Promise<unknown>): Promise<void> {
    try {
      await giveUp();
    } catch (error) {
      // Redis is away. Who wants the place finds that the run is over, or was never stored.
      if (!(error instanceof StoreError)) throw error;
      this.#logger.warn(`The place of run ${jobId} is still taken: ${error.message}`);
    }
  }

  async #take(run: RunSubject, seen: string): Promise<{ isOurs: boolean; holder: string; nowMs: number }> {
    const found = await this.#do(TAKE, placeOf(run), run.jobId, seen);
    const [isOurs, holder, now] = found as [number, string, string];
    return { isOurs: isOurs === 1, holder, nowMs: Number(now) };
  }

  /** Whether the run that has a place goes on, or is about to. */
  async #isNeeded([jobId, since]: Holder, nowMs: number): Promise<boolean> {
    const run = await this.store.run(jobId);
    if (run) return !isOver(run);
    // Where it was stored it has not been read here yet, or is so long over that it was removed.
    const isStored = since === STORED || since === BEGUN;
    return isStored ? this.#isStoredNow(jobId) : nowMs - Number(since) <= STORED_MS;
  }

  /** Whether a run is stored, as all know that read what is stored by now. */
  async #isStoredNow(jobId: string): Promise<boolean> {
    const { keys } = this.connection;
    const [last] = await this.connection.ask((redis) => redis.xrevrange(keys.events, '+', '-', 'COUNT', 1));
    // Waits until this process has read it.
    if (last) await this.store.gapAfter(last[0]);
    return (await this.store.run(jobId)) !== undefined;
  }

  #do(script: string, ...args: string[]): Promise<unknown> {
    const { keys } = this.connection;
    return this.connection.ask((redis) => redis.eval(script, 1, keys.places, ...args));
  }
}

function placeOf({ serverId, jobName }: Pick<RunSubject, 'serverId' | 'jobName'>): string {
  return `${serverId} ${jobName}`;
}

function holdOf(run: RunSubject, holder: string): PlaceHold {
  return { place: placeOf(run), holder, stored: `${run.jobId} ${STORED}` };
}

/** A `jobId` has no spaces. */
function read(holder: string): Holder {
  return holder.split(' ') as unknown as Holder;
}
