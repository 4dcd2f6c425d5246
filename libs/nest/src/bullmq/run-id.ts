import { createHash } from 'node:crypto';

/** What a `jobId` may have, less the 14 of a colon and a time. */
const MAX_LENGTH = 128 - 14;
const MAX_QUEUE_LENGTH = 48;

/** Which job of a queue a run stands for. */
export interface RunOfJob {
  /** Its id in the queue, as {@link RunIds.fit} writes it. */
  readonly key: string;
  /** When it began; BullMQ's ids come again once a queue was emptied. */
  readonly ms: number;
}

/** The ids of the runs of one queue: `<queue>:<id>:<ms>`. */
export class RunIds {
  readonly #prefix: string;

  constructor(queue: string) {
    this.#prefix = `${shorten(escape(queue), MAX_QUEUE_LENGTH)}:`;
  }

  /** The id of a job, written with what a `jobId` may have. */
  fit(id: string): string {
    return shorten(escape(id), MAX_LENGTH - this.#prefix.length);
  }

  write({ key, ms }: RunOfJob): string {
    return `${this.#prefix}${key}:${ms}`;
  }

  /** `undefined` where it is not a run of this queue. */
  read(runId: string): RunOfJob | undefined {
    const [, key, ms] = (runId.startsWith(this.#prefix) && /^(.+):(\d+)$/.exec(runId.slice(this.#prefix.length))) || [];
    return key === undefined ? undefined : { key, ms: Number(ms) };
  }

  /** The id that was fitted; `undefined` where it was too long to be kept whole. */
  idOf(key: string): string | undefined {
    return key.includes('..') ? undefined : unescape(key);
  }
}

/** As in a URL, with a full stop for the percent sign, which a `jobId` may not have. */
function escape(text: string): string {
  return text.replace(/[^A-Za-z0-9_:-]/gu, (letter) => Buffer.from(letter).toString('hex').replace(/../g, '.$&'));
}

function unescape(text: string): string {
  return text.replace(/(?:\.[0-9a-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('.', ''), 'hex').toString());
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${text.slice(0, length - hash.length - 2)}..${hash}`;
}
