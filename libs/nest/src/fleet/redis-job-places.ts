import { Logger } from '@nestjs/common';
import { isOver } from '@jobwire/events';
import { JobPlaces } from '../jobs/job-places.ts';
import type { RunSubject } from '../jobs/run-context.ts';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { StoreError, type EventStore } from '../store/event-store.ts';

/** Takes the place where it is free, or is still as we saw it: then its run is over. Else gives who has it. */
const TAKE = `
  local holder = redis.call('HGET', KEYS[1], ARGV[1])
  if holder and holder ~= ARGV[3] then return holder end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return nil`;

/** Changes or gives up a place that a run has. */
const PASS_ON = `
  local holder = redis.call('HGET', KEYS[1], ARGV[1])
  if not holder or string.sub(holder, 1, #ARGV[2]) ~= ARGV[2] then return 0 end
  if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
  else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
  return 1`;

/** By then a run that took a place is stored, and every process has read so, or it never will be: its process died. */
const STORED_MS = 60_000;

/** The places of the jobs on all servers. A process that dies leaves those of its runs taken: see {@link take}. */
export class RedisJobPlaces extends JobPlaces {
  readonly #logger = new Logger('RedisJobPlaces');

  constructor(
    private readonly connection: RedisConnection,
    private readonly store: EventStore,
  ) {
    super();
  }

  /** Takes it from a run that is over too, whose process died before it gave the place up. */
  async take(run: RunSubject): Promise<string | undefined> {
    const holder = await this.#take(run, '');
    if (holder === undefined || !(await this.#isStale(holder))) return holder && jobIdOf(holder);
    const other = await this.#take(run, holder);
    return other && jobIdOf(other);
  }

  async has(run: RunSubject): Promise<boolean> {
    const { keys } = this.connection;
    const holder = await this.connection.ask((redis) => redis.hget(keys.places, placeOf(run)));
    return holder !== null && jobIdOf(holder) === run.jobId;
  }

  async passOn(run: RunSubject, next: RunSubject): Promise<boolean> {
    return this.#passOn(run, valueOf(next));
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

  async #take(run: RunSubject, seen: string): Promise<string | undefined> {
    const { keys } = this.connection;
    const args = [keys.places, placeOf(run), valueOf(run), seen];
    const holder = await this.connection.ask((redis) => redis.eval(TAKE, 1, ...args));
    return (holder as string | null) ?? undefined;
  }

  async #isStale(holder: string): Promise<boolean> {
    const run = await this.store.run(jobIdOf(holder));
    const takenMs = Number(holder.split(' ')[1]);
    return run ? isOver(run) : Date.now() - takenMs > STORED_MS;
  }

  async #passOn(run: RunSubject, value: string): Promise<boolean> {
    const { keys } = this.connection;
    const args = [keys.places, placeOf(run), `${run.jobId} `, value];
    return (await this.connection.ask((redis) => redis.eval(PASS_ON, 1, ...args))) === 1;
  }
}

function placeOf({ serverId, jobName }: RunSubject): string {
  return `${serverId} ${jobName}`;
}

/** A `jobId` has no spaces. */
function valueOf({ jobId }: RunSubject): string {
  return `${jobId} ${Date.now()}`;
}

function jobIdOf(value: string): string {
  return value.split(' ')[0] ?? '';
}
