import { fetchTransport, jobEvents } from '@jobwire/client';
import { formatPosition, lastPositionBefore } from '@jobwire/events';

/** Soon enough for a run of some seconds. */
const RECONNECT = { initialDelayMs: 200, maxDelayMs: 1_500, helloTimeoutMs: 3_000 };

/** How a status of 400 to 499 is told: it asks for nothing that may be refused. */
const REFUSAL = /\(4\d\d\)$/;

/** `jobEvents()` of `@jobwire/client`. */
export class StreamClient {
  #url;
  #since;
  #random;
  #subscription;

  /** @param since A position, a time in epoch milliseconds, or `undefined` for now. */
  constructor({ url, since, record, random }) {
    this.#url = url;
    this.#since = since;
    this.#random = random;
    this.record = record;
  }

  start() {
    this.#follow(this.#since);
  }

  stop() {
    this.#subscription.unsubscribe();
  }

  /** As a page that is loaded anew, and remembers where it was. */
  leaveAndReturn() {
    this.stop();
    this.record.note('left');
    this.#follow(this.record.position ?? this.#since);
  }

  #follow(since) {
    const { record } = this;
    const asked = typeof since === 'number' ? formatPosition(lastPositionBefore(since)) : since;
    this.#subscription = jobEvents({
      url: `${this.#url}/api/jobs/events`,
      transport: fetchTransport(),
      filter: record.filter,
      reconnect: RECONNECT,
      random: () => this.#random.next(),
      ...(since === undefined ? {} : { since }),
    }).subscribe({
      next: (item) => this.#take(item, asked),
      error: (error) => record.faults.push(`the stream erred: ${error.stack}`),
      complete: () => record.faults.push('the stream is over for good'),
    });
  }

  #take(item, asked) {
    const { record } = this;
    if (item.kind === 'hello') record.begin({ start: item.position, gap: item.gap, head: item.hello.position, asked });
    else if (item.kind === 'event') record.event(item.event);
    else if (item.kind === 'connection') {
      const { status, reason, position } = item.connection;
      record.note(`${status}${reason ? `: ${reason}` : ''}`);
      if (REFUSAL.test(reason)) record.faults.push(`was refused: ${reason}`);
      if (position !== undefined && record.segments.length > 0) record.moveTo(position);
    }
  }
}
