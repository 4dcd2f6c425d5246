import { setTimeout as after } from 'node:timers/promises';
import { ask } from './ask.mjs';
import { numberOf } from './ledger.mjs';

/** Servers that only publish, and their jobs. */
export const SERVERS = [7, 8];
const JOBS = ['chaos-copy', 'chaos-scan', 'chaos-index'];

/** Characters of one to four bytes in UTF-8, for cuts to go through. */
const WORDS = ['plain', 'Größe', 'файл', '作業', 'ユーザー', '🛰️🚚', '👩‍👩‍👧', 'naïve', '\u2028', 'ÿ'];

/** Publishes runs of invented jobs, a batch at a time. */
export class Publisher {
  #url;
  #ledger;
  #random;
  #lanes;

  constructor({ url, name, ledger, random }) {
    this.#url = `${url}/api/events`;
    this.#ledger = ledger;
    this.#random = random;
    this.#lanes = SERVERS.flatMap((serverId) => JOBS.map((jobName) => this.#runs(name, serverId, jobName)));
  }

  /** Until the signal. */
  async run(signal) {
    const random = this.#random;
    while (!signal.aborted) {
      await this.publish(Array.from({ length: random.magnitude(1, 20) }, () => random.pick(this.#lanes).next().value));
      await after(random.magnitude(5, 300));
    }
  }

  /** The end of it all, until it is stored: something that every filter lets through. Resolves with its position. */
  async publishLast(signal) {
    const events = SERVERS.flatMap((serverId) => JOBS.flatMap((jobName) => [...this.#run('last', serverId, jobName)]));
    let position;
    while (position === undefined && !signal.aborted) position = await this.publish(events);
    return position;
  }

  /** Resolves with the position, where it was answered. */
  async publish(events) {
    const numbered = events.map((event) => this.#numbered(event));
    const batch = this.#ledger.published(numbered.map(numberOf));
    const body = numbered.length === 1 && this.#random.chance(0.5) ? numbered[0] : numbered;
    const answer = await ask(this.#url, { method: 'POST', body });
    const isWhole = answer?.body.accepted === events.length;
    if (isWhole && answer.status === 201)
      Object.assign(batch, { position: answer.body.position, isAcknowledged: true });
    else if (isWhole && answer.status === 202 && answer.body.position === null) batch.isAcknowledged = true;
    else if (answer) this.#ledger.surprises.push(`publishing: ${answer.status} ${JSON.stringify(answer.body)}`);
    return batch.position;
  }

  *#runs(name, serverId, jobName) {
    for (let run = 1; ; run++) yield* this.#run(`${name}-${run}`, serverId, jobName);
  }

  *#run(name, serverId, jobName) {
    const random = this.#random;
    const subject = { jobName, serverId, jobId: `${name}-${serverId}-${jobName}` };
    yield { type: 'queued', ...subject };
    yield { type: 'started', ...subject };
    const steps = random.between(1, 4);
    for (let step = 1; step <= steps; step++) {
      yield { type: 'progress', ...subject, progress: { current: step, total: steps } };
    }
    yield { type: 'anomaly_detected', ...subject };
    yield { type: name === 'last' ? 'completed' : random.pick(['completed', 'failed', 'cancelled']), ...subject };
  }

  #numbered(event) {
    const random = this.#random;
    const number = this.#ledger.nextNumber();
    const text = Array.from({ length: random.magnitude(1, 60) }, () => random.pick(WORDS)).join(' ');
    const data =
      event.type === 'anomaly_detected'
        ? { severity: 'low', summary: `No. ${number}`, evidence: { number, text } }
        : { number, text };
    return { ...event, data };
  }
}
