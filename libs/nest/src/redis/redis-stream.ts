import {
  BEGINNING,
  compareParts,
  formatPosition,
  isTerminal,
  nextPosition,
  parsePosition,
  positionBefore,
  positionParts,
  type JobEvent,
  type Position,
  type PositionParts,
} from '@jobwire/events';
import type { Redis } from 'ioredis';
import { placeEvent, type EncodedEvent } from '../store/encoded-event.ts';
import type { LoggedEvent } from '../store/event-log.ts';
import type { SentAppend } from './pending-appends.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Where the log begins. */
export interface StreamMarks {
  /** Where it began first: no event was ever before it. */
  readonly origin: Position;
  /** Where it began last: positions before it may be of events that Redis lost. */
  readonly birth: Position;
  /** The newest event removed; `null` while none is. */
  readonly trimmed: Position | null;
}

/** An entry of the stream. `logged` is absent where it is none of ours. */
export interface StreamEntry {
  readonly position: Position;
  /** Absent where it is none that we could have been given. */
  readonly at: PositionParts | undefined;
  /** Of the append that it came with. */
  readonly append: string;
  readonly logged: LoggedEvent | undefined;
}

export interface StreamPage {
  readonly entries: readonly StreamEntry[];
  /** Whether what they come after is there. */
  readonly isKept: boolean;
  /** As they were no earlier than the entries were read. */
  readonly marks: Pick<StreamMarks, 'trimmed'> & { readonly birth: Position | null };
}

/** Entries read in one go: some 10 ms of work. */
const PAGE = 1_000;

/** Lets the log begin at a position, where it begins now as we think it does. Later entries come after it in any case. */
const BEAR = `
  if (redis.call('HGET', KEYS[1], 'birth') or '') ~= ARGV[1] then return end
  local added = redis.pcall('XADD', KEYS[2], ARGV[2], 'birth', '')
  if type(added) == 'string' then redis.call('XDEL', KEYS[2], ARGV[2]) end
  redis.call('HSETNX', KEYS[1], 'origin', ARGV[2])
  redis.call('HSET', KEYS[1], 'birth', ARGV[2])`;

/** Removes entries, where those removed last are who we think they are: else another one was faster. */
const TRIM = `
  if (redis.call('HGET', KEYS[1], 'trimmed') or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[3], ARGV[4])
  redis.call('HSET', KEYS[1], 'trimmed', ARGV[2])
  redis.call('XTRIM', KEYS[2], 'MINID', '=', ARGV[3])
  return 1`;

/** Adds the end of a run, unless it has one. */
const ADD_END = `
  if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[3]) then return nil end
  return redis.call('XADD', KEYS[1], '*', 'append', ARGV[1], 'event', ARGV[2])`;

/**
 * Adds events, unless these were added, or ones of the same process with a higher number. As above where they are the end of a
 * run; else the ends among them are remembered.
 */
const ADD_ONCE = `
  if tonumber(redis.call('GET', KEYS[2]) or 0) >= tonumber(ARGV[2]) then return nil end
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
  if ARGV[5] == 'end' then
    if not redis.call('SET', KEYS[3], ARGV[1], 'NX', 'PX', ARGV[4]) then return nil end
  else
    for index = 3, #KEYS do redis.call('SET', KEYS[index], ARGV[1], 'PX', ARGV[4]) end
  end
  local position
  for index = 6, #ARGV do
    position = redis.call('XADD', KEYS[1], '*', 'append', ARGV[1], 'event', ARGV[index])
  end
  return position`;

/** Adds what begins a run, where that has its place still: from now on as one that is stored. */
const ADD_HELD = `
  if redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[4] then return nil end
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[5])
  return redis.call('XADD', KEYS[1], '*', 'append', ARGV[1], 'event', ARGV[2])`;

/** No outbox waits for longer. */
const SENT_MS = 90 * 24 * 60 * 60_000;

/** By then every process has read that the run has ended. */
const ENDED_MS = 60 * 60_000;

/** The stream of the events, and what is known of what was removed from it. */
export class RedisStream {
  readonly #connection: RedisConnection;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  /**
   * Adds events in one transaction. Resolves with whether each append was stored: an end is not where the run has one, nor
   * what was stored before, nor what begins a run that has lost its place.
   */
  async append(appends: readonly SentAppend[]): Promise<boolean[]> {
    const { commands, keys } = this.#connection;
    const [first] = appends;
    // A script is a transaction of its own, for half the work.
    if (first && appends.length === 1) {
      if (first.holds) return [(await this.#addHeld(commands, first)) !== null];
      if (first.once) return [(await this.#addOnce(commands, first)) !== null];
    }
    const transaction = commands.multi();
    const { length: none } = transaction;
    const firsts = appends.map((append) => {
      const { id, events, ends, once, holds } = append;
      const first = transaction.length - none;
      if (holds) void this.#addHeld(transaction, append);
      else if (once) void this.#addOnce(transaction, append);
      for (const { event, json } of once || holds ? [] : events) {
        if (ends !== undefined) {
          transaction.eval(ADD_END, 2, keys.events, keys.ended(ends), id, json, ENDED_MS);
          continue;
        }
        transaction.xadd(keys.events, '*', 'append', id, 'event', json);
        this.#rememberEnd(transaction, id, event);
      }
      return first;
    });
    const answers = await results(transaction);
    return firsts.map((first) => answers[first] !== null);
  }

  /** Where the log begins. One that is new, or was deleted, begins now. */
  async marks(): Promise<StreamMarks> {
    const { commands, keys } = this.#connection;
    const [origin, birth, trimmed] = await commands.hmget(keys.marks, 'origin', 'birth', 'trimmed');
    if (origin && birth) return { origin, birth, trimmed: trimmed ?? null };
    await this.#bear('', await this.#beforeFirst());
    return this.marks();
  }

  /** The log lost events up to a position. It begins anew after them, so that nobody goes on from there without a word. */
  async bearAfterLoss(marks: StreamMarks, lost: PositionParts): Promise<StreamMarks> {
    const last = positionParts(await this.last());
    await this.#bear(marks.birth, nextPosition(compareParts(last, lost) > 0 ? last : lost, 0));
    return this.marks();
  }

  /** What is stored at a position. */
  async entryAt(position: Position): Promise<StreamEntry | undefined> {
    const { commands, keys } = this.#connection;
    const [entry] = await commands.xrange(keys.events, position, position);
    return entry && readEntry(entry);
  }

  /** The newest entry; of an empty stream the beginning. */
  async last(): Promise<Position> {
    const { commands, keys } = this.#connection;
    const [entry] = await commands.xrevrange(keys.events, '+', '-', 'COUNT', 1);
    return entry?.[0] ?? BEGINNING;
  }

  /** The entries after a position, oldest first. Waits for the next one where there is none, on a connection of its own. */
  async next(reader: Redis, after: Position, waitMs: number): Promise<StreamPage> {
    const { keys } = this.#connection;
    const asked = reader
      .pipeline()
      .xread('COUNT', PAGE, 'BLOCK', waitMs, 'STREAMS', keys.events, after)
      .xrange(keys.events, after, after)
      .hmget(keys.marks, 'birth', 'trimmed');
    const [found, before, [birth, trimmed]] = (await results(asked)) as [
      [[string, RawEntry[]]] | null,
      RawEntry[],
      (string | null)[],
    ];
    return {
      entries: (found?.[0][1] ?? []).map(readEntry),
      isKept: before.length > 0,
      marks: { birth: birth ?? null, trimmed: trimmed ?? null },
    };
  }

  /** Entries after one position up to another, oldest first: not all where they are many. */
  async range(after: Position, upTo: Position): Promise<StreamEntry[]> {
    const { commands, keys } = this.#connection;
    return (await commands.xrange(keys.events, `(${after}`, upTo, 'COUNT', PAGE)).map(readEntry);
  }

  checkpoint(): Promise<string | null> {
    const { commands, keys } = this.#connection;
    return commands.get(keys.checkpoint);
  }

  /** Removes entries up to a position, and keeps what outlives them, at once. `false` where another one was faster. */
  async trim(before: Position | null, upTo: Position, checkpoint: string): Promise<boolean> {
    const { commands, keys } = this.#connection;
    const first = formatPosition(nextPosition(positionParts(upTo), 0));
    const args = [keys.marks, keys.events, keys.checkpoint, before ?? '', upTo, first, checkpoint];
    return (await commands.eval(TRIM, 3, ...args)) === 1;
  }

  /** It is one event, and nobody sends it twice. */
  #addHeld(to: Redis | Transaction, { id, events, holds }: SentAppend): unknown {
    const { keys } = this.#connection;
    const { place = '', holder = '', stored = '' } = holds ?? {};
    return to.eval(ADD_HELD, 2, keys.events, keys.places, id, events[0]?.json ?? '', place, holder, stored);
  }

  #addOnce(to: Redis | Transaction, { id, events, ends }: SentAppend): unknown {
    const { keys } = this.#connection;
    const [process = '', number = ''] = id.split('.');
    const ended = ends === undefined ? events.flatMap(({ event }) => endedRun(event)) : [ends];
    const names = [keys.events, keys.sent(process), ...ended.map(keys.ended)];
    const kind = ends === undefined ? 'events' : 'end';
    const jsons = events.map(({ json }) => json);
    return to.eval(ADD_ONCE, names.length, ...names, id, number, SENT_MS, ENDED_MS, kind, ...jsons);
  }

  #rememberEnd(transaction: Transaction, id: string, event: JobEvent): void {
    for (const jobId of endedRun(event)) transaction.set(this.#connection.keys.ended(jobId), id, 'PX', ENDED_MS);
  }

  async #bear(before: string, birth: PositionParts): Promise<void> {
    const { commands, keys } = this.#connection;
    await commands.eval(BEAR, 2, keys.marks, keys.events, before, formatPosition(birth));
  }

  /** Before the first entry; where there is none, now by Redis's clock. */
  async #beforeFirst(): Promise<PositionParts> {
    const { commands, keys } = this.#connection;
    const [first] = await commands.xrange(keys.events, '-', '+', 'COUNT', 1);
    if (first) return positionParts(positionBefore(first[0]));
    const [seconds, microseconds] = await commands.time();
    return { epochMs: Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000), seq: 0 };
  }
}

/** The run that an event ends, where it does. */
function endedRun(event: JobEvent): string[] {
  return isTerminal(event) ? [event.jobId ?? ''] : [];
}

type Transaction = ReturnType<Redis['multi']>;

type RawEntry = [id: string, fields: string[]];

/** What several commands sent together were answered. Throws the first error. */
async function results(sent: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  const answers = (await sent.exec()) ?? [];
  return answers.map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}

function readEntry([position, [, append = '', , json = '']]: RawEntry): StreamEntry {
  const at = parsePosition(position);
  return { position, at, append, logged: at && readEvent(at, json) };
}

function readEvent(at: PositionParts, json: string): LoggedEvent | undefined {
  if (!/^\{"type":"\w+","position":"","epochMs":0,/.test(json)) return undefined;
  try {
    return placeEvent({ event: JSON.parse(json) as EncodedEvent['event'], json }, at);
  } catch {
    // SyntaxError: it was cut, or somebody else added it.
    return undefined;
  }
}
