import { once } from 'node:events';
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { HelloEvent, StoredJobEvent } from '@jobwire/events';

/** One message of an event stream, as it came over the wire. */
export interface StreamMessage {
  readonly event: string;
  readonly id: string;
  readonly data: string;
  readonly retry?: string;
}

/** A client that reads a stream byte by byte, and stops reading when it is told to. */
export class StreamReader {
  /** Everything received so far. */
  text = '';
  readonly ended: Promise<void>;
  #unread: StreamMessage[] = [];
  #rest = '';
  #isEnded = false;
  #wake = (): void => undefined;

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    this.ended = new Promise((resolve) => response.once('close', resolve)).then(() => {
      this.#isEnded = true;
      this.#wake();
    });
    // A server that is killed resets the connection: for a reader that is an end like another.
    response.on('error', () => undefined);
  }

  /** Resolves when the headers are there. */
  static async open(url: string, headers: OutgoingHttpHeaders = {}): Promise<StreamReader> {
    const request = get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new StreamReader(response);
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get headers(): IncomingMessage['headers'] {
    return this.response.headers;
  }

  /** The next message, in order. Rejects when the stream has ended before it. */
  async next(): Promise<StreamMessage> {
    while (this.#unread.length === 0) {
      if (this.#isEnded) throw new Error(`The stream has ended after ${JSON.stringify(this.text.slice(-500))}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#unread.shift() as StreamMessage;
  }

  async hello(): Promise<HelloEvent & { readonly id: string }> {
    const { event, id, data } = await this.next();
    expect(event).toBe('hello');
    return { ...(JSON.parse(data) as HelloEvent), id };
  }

  /** The next messages of one kind; others are passed over. */
  async take(count: number, kind: string): Promise<StreamMessage[]> {
    const taken: StreamMessage[] = [];
    while (taken.length < count) {
      const message = await this.next();
      if (message.event === kind) taken.push(message);
    }
    return taken;
  }

  /** The messages of one kind that have arrived and were not taken yet. */
  arrived(kind: string): StreamMessage[] {
    return this.#unread.splice(0).filter(({ event }) => event === kind);
  }

  async jobs(count: number): Promise<StoredJobEvent[]> {
    return (await this.take(count, 'job')).map(({ data }) => JSON.parse(data) as StoredJobEvent);
  }

  async ping(): Promise<StreamMessage> {
    return (await this.take(1, 'ping'))[0] as StreamMessage;
  }

  /** Reads nothing any more: what is sent fills the buffers on the way. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  leave(): void {
    this.response.destroy();
  }

  #take(text: string): void {
    this.text += text;
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    this.#unread.push(...blocks.filter((block) => block.trim() !== '').map(parseMessage));
    this.#wake();
  }
}

function parseMessage(block: string): StreamMessage {
  const fields = block
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  return { event: 'message', id: '', data: '', ...Object.fromEntries(fields) } as StreamMessage;
}
