import { readEventPage } from '@jobwire/client';
import { positionBefore } from '@jobwire/events';
import { setTimeout as after } from 'node:timers/promises';

/** A black hole is given up after so long. */
const TIMEOUT_MS = 2_000;

/** Reads page after page of JSON, as a script does. */
export class PageClient {
  #url;
  #position;
  #random;
  #stopping = new AbortController();

  constructor({ url, since, record, random }) {
    this.#url = `${url}/api/jobs/events`;
    this.#position = since ?? '0-0';
    this.#random = random;
    this.record = record;
  }

  start() {
    const { record } = this;
    record.begin({ start: this.#position, gap: null });
    void this.#follow().catch((error) => this.#stopping.signal.aborted || record.faults.push(error.stack));
  }

  stop() {
    this.#stopping.abort();
  }

  async #follow() {
    const { record } = this;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const page = await this.#ask(signal);
      if (page?.gap) record.begin({ start: startOf(page), gap: page.gap, head: page.position });
      for (const event of page?.events ?? []) record.event(event);
      if (page) {
        this.#position = page.position;
        record.moveTo(page.position);
      }
      if (!page?.more) await after(this.#random.between(20, 300), undefined, { signal });
    }
  }

  async #ask(signal) {
    const { record } = this;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), TIMEOUT_MS);
    try {
      return await readEventPage({
        url: this.#url,
        since: this.#position,
        filter: record.filter,
        limit: this.#random.magnitude(1, 2_000),
        signal: AbortSignal.any([signal, deadline.signal]),
      });
    } catch (error) {
      // EventPageError: cut, or the job server is away. AbortError: the time is over.
      record.note(error.message);
      if (error.type === 'malformed' || (error.status !== undefined && error.status < 500)) {
        record.faults.push(`a page was ${error.type} ${error.status ?? ''}: ${error.message}`);
      }
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A page does not say where it begins: before its first event. */
function startOf({ events: [first], position }) {
  return first ? positionBefore(first.position) : position;
}
