import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { answerOf, exchange } from './exchange.mjs';
import { comparePositions } from './position.mjs';
import { demand, demandEqual, RuleBroken, RuleSkipped, show } from './rule-broken.mjs';
import { SseStream } from './sse-stream.mjs';

/** Servers that nobody has: they show as ones that only publish. */
export const SERVER_ID = 2_147_483_001;
export const OTHER_SERVER_ID = 2_147_483_002;

/** Publishes, reads and connects for one rule, under a job name of its own, whatever else goes on in the deployment. */
export class Client {
  #agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  #streams = new Set();
  #number = 0;

  constructor(deployment) {
    this.deployment = deployment;
    this.jobName = `conformance-${randomBytes(6).toString('hex')}`;
  }

  /** An event of a run that is over: nothing stays behind that looks like a job at work. */
  event(fields = {}) {
    const { jobName } = this;
    return { type: 'completed', jobName, serverId: SERVER_ID, jobId: jobName, data: { n: this.#number++ }, ...fields };
  }

  events(count, fields) {
    return Array.from({ length: count }, () => this.event(fields));
  }

  /** Resolves with the position of the last event. */
  async publish(events) {
    const { status, body, text } = await this.post(events);
    demand(status === 201, `publishing was answered with ${status} ${text.slice(0, 200)}`);
    return body?.position;
  }

  /** Publishes, and resolves with the events as a stream of the deployment brings them. */
  async publishAndSee(events) {
    const stream = await this.stream();
    await this.hello(stream);
    const last = await this.publish(events);
    const seen = await this.jobsUntil(stream, last);
    stream.close();
    return seen;
  }

  post(body, headers = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask('/api/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      body: text,
    });
  }

  /** Asks for something that ends. */
  async ask(path, { query, ...options } = {}) {
    const agent = (url) => this.#agents[url.protocol];
    return answerOf(await exchange(this.deployment.url(path, query), { agent, ...options }));
  }

  /** Asks the stream's URL as an EventSource does, where no stream is expected. */
  askStream(query, headers = {}) {
    return this.ask(this.deployment.streamPath, { query, headers: { accept: 'text/event-stream', ...headers } });
  }

  /** One page of JSON of the stream's URL. */
  async page(query) {
    const headers = { accept: 'application/json' };
    const { status, body, text } = await this.ask(this.deployment.streamPath, { query, headers });
    demand(status === 200 && Array.isArray(body?.events), `the page was answered with ${status} ${text.slice(0, 200)}`);
    return body;
  }

  /** Every event of this client after a position, over as many pages as it takes. */
  async history(since, query = {}) {
    const events = [];
    for (let position = since, more = true; more;) {
      const page = await this.page({ jobName: this.jobName, ...query, since: position });
      events.push(...page.events);
      ({ more, position } = page);
    }
    return events;
  }

  /** Opens a stream of this client's own events. */
  stream(query, headers, options) {
    return this.streamOfAll({ jobName: this.jobName, ...query }, headers, options);
  }

  /** Opens a stream of everything that the query lets through. */
  async streamOfAll(query = {}, headers = {}, options) {
    const url = this.deployment.url(this.deployment.streamPath, query);
    const response = await exchange(url, { headers: { accept: 'text/event-stream', ...headers } });
    const { statusCode, headers: answered } = response;
    if (statusCode !== 200 || !answered['content-type']?.startsWith('text/event-stream')) {
      const { text } = await answerOf(response);
      throw new RuleBroken(`${url.search || 'the stream'} was answered with ${statusCode} ${text.slice(0, 200)}`);
    }
    const stream = new SseStream(response, this.deployment.conduct, options);
    this.#streams.add(stream);
    return stream;
  }

  async hello(stream) {
    const message = await this.next(stream, 'hello');
    demand(message.body?.replay, `hello is ${show(message.data)}`);
    return message;
  }

  /** Fails where hello tells of a gap; skips the rule where that may be for the deployment's settings. */
  demandNoGap({ body }) {
    const { gap } = body.replay;
    if (gap === 'evicted' && this.deployment.replaysLittle)
      throw new RuleSkipped('this deployment replays too few events');
    demandEqual(gap, null, 'the gap');
  }

  /** The next message of one kind; others are passed over. */
  async next(stream, name) {
    for (;;) {
      const message = await stream.next();
      demand(message, `the stream ended while it should bring ${name}; last it brought ${stream.lastSeen}`);
      if (message.name === name) return message;
    }
  }

  /** The events of a stream up to the one at a position. */
  async jobsUntil(stream, position) {
    const seen = [];
    while (!(comparePositions(seen.at(-1)?.position, position) >= 0)) {
      seen.push((await this.next(stream, 'job')).body ?? {});
    }
    return seen;
  }

  /** What the streams that are open brought last, for a rule that waits in vain. */
  get lastSeen() {
    return [...this.#streams]
      .slice(-3)
      .map((stream) => stream.lastSeen)
      .join('; ');
  }

  close() {
    for (const stream of this.#streams) stream.close();
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}
