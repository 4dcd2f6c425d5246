import { EventSource } from 'eventsource';

/** A foreign EventSource: what it receives is recorded as it comes. It does not notice a black hole. */
export class BrowserClient {
  #url;
  #source;

  constructor({ url, since, record }) {
    this.#url = new URL(`${url}/api/jobs/events`);
    if (since !== undefined) this.#url.searchParams.set('since', since);
    for (const [name, list] of Object.entries(record.filter)) this.#url.searchParams.set(name, list.join(','));
    this.since = since;
    this.record = record;
  }

  start() {
    const { record } = this;
    const source = new EventSource(this.#url);
    this.#source = source;
    source.addEventListener('hello', ({ lastEventId, data }) => {
      const { position, replay } = JSON.parse(data);
      record.begin({ start: lastEventId, gap: replay.gap, head: position, asked: this.since });
    });
    source.addEventListener('job', ({ lastEventId, data }) => {
      const event = JSON.parse(data);
      if (event.position !== lastEventId) record.faults.push(`id ${lastEventId} came with the event ${data}`);
      record.event(event);
    });
    source.addEventListener('ping', ({ lastEventId }) => record.moveTo(lastEventId));
    source.addEventListener('error', ({ code, message }) => {
      record.note(`error ${code ?? ''} ${message ?? ''}`);
      if (source.readyState === source.CLOSED) {
        record.faults.push(`an EventSource was stopped for good by ${code ?? ''} ${message ?? ''}`);
      }
    });
  }

  stop() {
    this.#source.close();
  }
}
