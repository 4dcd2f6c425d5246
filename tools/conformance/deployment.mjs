import { answerOf, exchange } from './exchange.mjs';
import { SseStream } from './sse-stream.mjs';
import { StreamConduct } from './stream-conduct.mjs';

/** The gateway's path first: a gateway answers both. */
const STREAM_PATHS = ['/api/jobs/events', '/api/events'];

/** A running job server or gateway, seen from outside. */
export class Deployment {
  constructor(base, streamPath, heartbeatMs) {
    this.base = base;
    this.streamPath = streamPath;
    /** Milliseconds between two pings, as hello says; `undefined` where it does not. */
    this.heartbeatMs = heartbeatMs;
    /** Whether it is set up to replay only some hundred events. */
    this.replaysLittle = false;
    this.conduct = new StreamConduct();
  }

  /** Finds where the stream is and learns its heartbeat from it. */
  static async find(url, { timeoutMs = 10_000 } = {}) {
    const base = url.replace(/\/+$/, '');
    const seen = [];
    for (const path of STREAM_PATHS) {
      const response = await exchange(new URL(base + path), { headers: { accept: 'text/event-stream' } });
      const { statusCode, headers } = response;
      if (statusCode === 200 && headers['content-type']?.startsWith('text/event-stream')) {
        return new Deployment(base, path, await heartbeatOf(response, timeoutMs));
      }
      const { type } = await answerOf(response);
      seen.push(`${path}: ${statusCode} ${type}`);
    }
    throw new Error(
      `There is no event stream at ${base} (${seen.join(', ')}). Give the origin, as http://127.0.0.1:3005`,
    );
  }

  /** The URL of a path, a value of the query that is an array repeated. */
  url(path, query = {}) {
    const url = new URL(this.base + path);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) url.searchParams.append(name, one);
    }
    return url;
  }
}

async function heartbeatOf(response, timeoutMs) {
  const stream = new SseStream(response, new StreamConduct());
  const timer = setTimeout(() => stream.close(), timeoutMs);
  let message = await stream.next();
  while (message && message.name !== 'hello') message = await stream.next();
  clearTimeout(timer);
  stream.close();
  const heartbeatMs = message?.body?.heartbeatMs;
  return Number.isInteger(heartbeatMs) ? heartbeatMs : undefined;
}
