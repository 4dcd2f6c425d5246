import { EventSource } from 'eventsource';

/** A message as a page gets it. */
export interface BrowserMessage {
  readonly type: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream as a browser reads it: with an EventSource, which comes back by itself. */
export class BrowserStream {
  /** Everything received, over all connections. */
  readonly messages: BrowserMessage[] = [];
  readonly #source: EventSource;
  #read = 0;
  #wake = (): void => undefined;

  constructor(url: string) {
    this.#source = new EventSource(url);
    for (const type of ['hello', 'job', 'ping', 'log', 'end']) {
      this.#source.addEventListener(type, ({ data, lastEventId }) => {
        this.messages.push({ type, id: lastEventId, data: JSON.parse(data as string) as BrowserMessage['data'] });
        this.#wake();
      });
    }
  }

  /** Whether it has given up for good. */
  get isClosed(): boolean {
    return this.#source.readyState === this.#source.CLOSED;
  }

  /** The next message of a kind that was not read yet, and is as it should be. */
  async next(type: string, isWanted: (message: BrowserMessage) => boolean = () => true): Promise<BrowserMessage> {
    for (;;) {
      while (this.#read < this.messages.length) {
        const message = this.messages[this.#read++] as BrowserMessage;
        if (message.type === type && isWanted(message)) return message;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The positions of all job events received. */
  get positions(): string[] {
    return this.messages.filter(({ type }) => type === 'job').map(({ id }) => id);
  }

  close(): void {
    this.#source.close();
  }
}
