import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** One stream of a client that has had several, from its hello on. */
export interface Stay {
  readonly url: string;
  /** The positions of its events. */
  readonly positions: string[];
  gap: string | null;
  /** What the server said last about when to come back. */
  retryMs: number;
}

/** A client that goes on elsewhere each time its stream ends, from where it was: at the next of its addresses. */
export class RoamingClient {
  readonly stays: Stay[] = [];
  readonly #urls: readonly string[];
  #response: IncomingMessage | undefined;
  #lastId = '';
  #hasLeft = false;
  #wake = (): void => undefined;

  constructor(...urls: readonly string[]) {
    this.#urls = urls;
    void this.#roam();
  }

  /** The positions of all events, over all streams. */
  get positions(): string[] {
    return this.stays.flatMap(({ positions }) => positions);
  }

  /** Resolves when something is so; it is looked at whenever something has come. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Cuts its stream, as a network does. */
  cut(): void {
    this.#response?.destroy();
  }

  leave(): void {
    this.#hasLeft = true;
    this.cut();
  }

  async #roam(): Promise<void> {
    for (let turn = 0; !this.#hasLeft; turn++) {
      const url = `${this.#urls[turn % this.#urls.length]}/api/jobs/events`;
      const stay: Stay = { url, positions: [], gap: null, retryMs: 0 };
      try {
        this.#response = await open(url, this.#lastId);
        await this.#read(this.#response, stay);
      } catch {
        // Refused, or cut: the next one.
      }
      this.#wake();
      await delay(Math.min(stay.retryMs, 10));
    }
  }

  async #read(response: IncomingMessage, stay: Stay): Promise<void> {
    let rest = '';
    for await (const chunk of response.setEncoding('utf8')) {
      const blocks = (rest + String(chunk)).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block, stay);
      this.#wake();
    }
  }

  #take(block: string, stay: Stay): void {
    const fieldOf = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    stay.retryMs = Number(fieldOf('retry') ?? stay.retryMs);
    this.#lastId = fieldOf('id') ?? this.#lastId;
    const data = JSON.parse(fieldOf('data') ?? '{}') as { replay?: { gap: string | null } };
    if (fieldOf('event') === 'hello') {
      stay.gap = data.replay?.gap ?? null;
      this.stays.push(stay);
    }
    if (fieldOf('event') === 'job') stay.positions.push(this.#lastId);
  }
}

async function open(url: string, lastId: string): Promise<IncomingMessage> {
  const headers = { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) };
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`Answered with ${response.statusCode}`));
    }).on('error', reject);
  });
}
