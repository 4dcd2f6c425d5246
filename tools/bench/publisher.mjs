import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { markedEvent, nowUs } from './marked-event.mjs';

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';

/** Servers close connections that are idle for some seconds: one this old is not used again. */
const IDLE_MS = 1_000;

/**
 * Publishes numbered events over one HTTP connection, with as little work of its own as can be. Requests that do not wait for
 * each other are pipelined (RFC 9112, section 9.3.2), so that they are handled in order.
 */
export class Publisher {
  #socket;
  #port;
  #path;
  #wire;
  #takesArrays;
  #connected;
  /** Who waits for an answer, in order. */
  #answers = [];
  #text = '';
  #usedAt = 0;

  constructor({ port, path, wire, takesArrays = true }) {
    this.#port = port;
    this.#path = path;
    this.#wire = wire;
    this.#takesArrays = takesArrays;
    /** The number of the next event. */
    this.next = 1;
  }

  /** `count` events in one request, marked as published at `publishedUs`; resolves with the number of the last. */
  async publish(count, { publishedUs = nowUs(), runs } = {}) {
    const events = Array.from({ length: count }, () =>
      markedEvent(this.next++, publishedUs, { wire: this.#wire, runs }),
    );
    if (this.#takesArrays) await this.#post(JSON.stringify(events.length === 1 ? events[0] : events));
    else for (const event of events) await this.#post(JSON.stringify(event));
    return this.next - 1;
  }

  /** `events` events as fast as answers come, `perTurn` in a request. `before` is awaited before each with the last number. */
  async publishAll(events, { perTurn = 1, runs, before = () => undefined } = {}) {
    for (let sent = 0; sent < events; sent += perTurn) {
      await before(this.next - 1);
      await this.publish(Math.min(perTurn, events - sent), { runs });
    }
    return this.next - 1;
  }

  /**
   * `events` events at a steady rate. What falls due while `requestsAtOnce` requests are under way goes out in the next one, and
   * counts as published when it fell due: a server that answers late does not get away with it.
   */
  async publishPaced(
    events,
    { perSecond, perTurn = 1, mostPerRequest = 100, requestsAtOnce = 1, before = () => undefined },
  ) {
    const startUs = nowUs();
    const dueUs = (index) => startUs + Math.round((index * 1e6 * perTurn) / perSecond);
    const turns = Math.ceil(events / perTurn);
    const requests = [];
    for (let turn = 0; turn < turns;) {
      await before(this.next - 1);
      const isLate = nowUs() > dueUs(turn);
      while (nowUs() < dueUs(turn)) await after(Math.max(0, (dueUs(turn) - nowUs()) / 1_000 - 0.5));
      const publishedUs = isLate ? dueUs(turn) : nowUs();
      let due = 1;
      while (turn + due < turns && (due + 1) * perTurn <= mostPerRequest && dueUs(turn + due) <= nowUs()) due++;
      const request = this.publish(due * perTurn, { publishedUs });
      // Seen where it is awaited, which may be later.
      request.catch(() => undefined);
      requests.push(request);
      if (requests.length >= requestsAtOnce) await requests.shift();
      turn += due;
    }
    await Promise.all(requests);
    return this.next - 1;
  }

  close() {
    this.#socket?.destroy();
  }

  async #post(body) {
    if (this.#answers.length === 0 && Date.now() - this.#usedAt > IDLE_MS) this.#connected = this.#connect();
    await this.#connected;
    const answered = new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
    this.#socket.write(
      `POST ${this.#path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const text = await answered;
    const status = Number(text.slice(9, 12));
    if (status < 200 || status > 299) throw new Error(`Publishing was answered with ${status}: ${text}`);
  }

  async #connect() {
    this.#socket?.destroy();
    this.#usedAt = Date.now();
    this.#text = '';
    this.#socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text) => {
      this.#usedAt = Date.now();
      this.#text += text;
      for (let end = answerEnd(this.#text); end > 0; end = answerEnd(this.#text)) {
        this.#answers.shift()?.resolve(this.#text.slice(0, end));
        this.#text = this.#text.slice(end);
      }
    });
    const socket = this.#socket;
    const fail = (error) => {
      // One that was replaced may close as it likes.
      if (socket !== this.#socket) return;
      this.#usedAt = 0;
      for (const answer of this.#answers.splice(0)) answer.reject(error);
    };
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('The server closed the publishing connection')));
    await once(this.#socket, 'connect');
  }
}

/** Where the first answer in a text ends; 0 while it is not whole. */
function answerEnd(text) {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return 0;
  const bodyStart = headEnd + HEAD_END.length;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1];
  if (length !== undefined) return text.length >= bodyStart + Number(length) ? bodyStart + Number(length) : 0;
  if (text.startsWith('HTTP/1.1 204')) return bodyStart;
  const lastChunk = text.indexOf(LAST_CHUNK, bodyStart);
  return lastChunk < 0 ? 0 : lastChunk + LAST_CHUNK.length;
}
