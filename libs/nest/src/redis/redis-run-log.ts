import type { LogLevel, LogLine } from '@jobwire/events';
import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { DEFAULT_RETENTION, type Retention } from '../store/event-store.ts';
import { Followers } from '../store/followers.ts';
import { keptLines, REFUSED_LINES } from '../store/kept-lines.ts';
import { MAX_LOG_LINES, RunLog, type NewLogLine } from '../store/run-log.ts';
import type { RedisConnection } from './redis-connection.ts';
import { WaitingLines, type LineBatch } from './waiting-lines.ts';

/** Lines added by one script: some milliseconds, during which Redis does nothing else. */
const LINES_AT_ONCE = 1_000;

/**
 * Adds lines, each with its number as its id, unless this batch of a process, or a later one, was the last that was added.
 * Returns how many were kept.
 */
const ADD = `
  local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
  local before = newest and tonumber(string.match(newest[1], '^%d+')) or 0
  local process, number = string.match(newest and newest[2][8] or '', '^(%S+) (%d+)$')
  if process == ARGV[5] and tonumber(number) >= tonumber(ARGV[6]) then return 0 end
  local batch = ARGV[5] .. ' ' .. ARGV[6]
  local count, most = before, tonumber(ARGV[2])
  for i = 7, #ARGV, 3 do
    if count > most then break end
    count = count + 1
    local level, text = ARGV[i + 1], ARGV[i + 2]
    if count > most then level, text = 'warn', ARGV[4] end
    redis.call('XADD', KEYS[1], count .. '-0', 'timestamp', ARGV[i], 'level', level, 'text', text, 'batch', batch)
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  if count > before then redis.call('PUBLISH', KEYS[2], ARGV[3]) end
  return count - before`;

/**
 * Keeps the lines of a run in a stream of its own: whoever trims the events removes it with its run, and it goes by itself
 * when nothing was added for as long as events are kept. Lines are bounded by run, not all together.
 */
export class RedisRunLog extends RunLog {
  readonly #connection: RedisConnection;
  readonly #lifetimeMs: number;
  readonly #followers = new Followers();
  /** Says of a message that it is ours: our followers are told by then. */
  readonly #id = randomUUID();
  readonly #waiting: WaitingLines;
  #batches = 0;
  #subscriber: Redis | undefined;

  constructor(connection: RedisConnection, { maxAgeMs = DEFAULT_RETENTION.maxAgeMs }: Partial<Retention> = {}) {
    super();
    this.#connection = connection;
    this.#lifetimeMs = maxAgeMs;
    this.#waiting = new WaitingLines({
      add: (id, batch) => this.#add(id, batch),
      nextNumber: () => ++this.#batches,
      returned: (signal) => once(connection, 'returned', { signal }),
      isClosed: () => connection.commands.status === 'end',
    });
  }

  async append(jobId: string, lines: readonly NewLogLine[]): Promise<void> {
    // All on their way before the first is answered, so that no other lines come between.
    await Promise.all(this.#batchesOf(lines).map((batch) => this.#add(jobId, batch)));
  }

  /** While Redis is away lines wait in memory, 10,000 at most. */
  override async accept(jobId: string, lines: readonly NewLogLine[]): Promise<void> {
    const batches = this.#batchesOf(lines);
    const isNext = !this.#waiting.has(jobId);
    const outcomes = isNext ? await Promise.allSettled(batches.map((batch) => this.#add(jobId, batch))) : [];
    const first = isNext ? outcomes.findIndex(({ status }) => status === 'rejected') : 0;
    // Of those that come after it some may be stored: they are found there.
    if (first >= 0) for (const batch of batches.slice(first)) this.#waiting.push(jobId, batch);
  }

  async read(jobId: string, after: number, limit: number): Promise<readonly LogLine[]> {
    const name = this.#connection.keys.runLog(jobId);
    const rows = await this.#connection.ask((redis) => redis.xrange(name, `${after + 1}-0`, '+', 'COUNT', limit));
    return rows.map(([id, [, timestamp = '', , level, , text = '']]) => {
      return { line: Number.parseInt(id), timestamp, level: level as LogLevel, text };
    });
  }

  #batchesOf(lines: readonly NewLogLine[]): LineBatch[] {
    const cut = keptLines(0, lines);
    return Array.from({ length: Math.ceil(cut.length / LINES_AT_ONCE) }, (_, index) => {
      return { number: ++this.#batches, lines: cut.slice(index * LINES_AT_ONCE, (index + 1) * LINES_AT_ONCE) };
    });
  }

  async #add(jobId: string, { number, lines }: LineBatch): Promise<void> {
    const { keys } = this.#connection;
    const fields = lines.flatMap(({ timestamp, level, text }) => [timestamp, level, text]);
    const message = `${this.#id} ${jobId}`;
    const args = [this.#lifetimeMs, MAX_LOG_LINES, message, REFUSED_LINES, this.#id, number, ...fields];
    const count = await this.#connection.ask((redis) => redis.eval(ADD, 2, keys.runLog(jobId), keys.lines, ...args));
    if (count !== 0) this.#followers.tell(jobId);
  }

  follow(jobId: string, onLines: () => void): () => void {
    if (!this.#subscriber) this.#subscriber = this.#subscribe();
    return this.#followers.add(jobId, onLines);
  }

  #subscribe(): Redis {
    const subscriber = this.#connection.another();
    subscriber.on('message', (_channel, message: string) => {
      const [id, jobId] = message.split(' ') as [string, string];
      if (id !== this.#id) this.#followers.tell(jobId);
    });
    // What was said before, or while it was away, was not heard.
    const listen = async (): Promise<void> => {
      await subscriber.subscribe(this.#connection.keys.lines);
      this.#followers.tellAll();
    };
    // Gone again: it comes back by itself.
    subscriber.on('ready', () => void listen().catch(() => undefined));
    subscriber.connect().catch(() => undefined);
    return subscriber;
  }
}
