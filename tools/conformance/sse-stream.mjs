import { TextDecoder } from 'node:util';

/** An event stream as a standard client reads it (WHATWG HTML, section 9.2.6), message by message. */
export class SseStream {
  #response;
  #conduct;
  #bytesLeft;
  #decoder = new TextDecoder();
  #text = '';
  #messages = [];
  #wake;
  #isOver = false;
  #last;

  /** @param cutAfter After so many bytes of body the connection is cut. */
  constructor(response, conduct, { cutAfter = Infinity } = {}) {
    this.#response = response;
    this.#conduct = conduct;
    this.#bytesLeft = cutAfter;
    response.on('data', (chunk) => this.#take(chunk));
    response.on('close', () => this.#end());
    response.on('end', () => this.#end());
  }

  get status() {
    return this.#response.statusCode;
  }

  get headers() {
    return this.#response.headers;
  }

  /** The last `id` seen. */
  lastId;

  /** What came last, in words. */
  get lastSeen() {
    if (!this.#last) return `status ${this.status} and no message`;
    const { name, id, body } = this.#last;
    return `${name ?? 'a message'} ${id ?? 'without id'}${name === 'hello' ? ` ${JSON.stringify(body?.replay)}` : ''}`;
  }

  /** The next message; `undefined` where the response is over. */
  async next() {
    while (this.#messages.length === 0) {
      if (this.#isOver) return undefined;
      await new Promise((wake) => (this.#wake = wake));
    }
    return this.#messages.shift();
  }

  pause() {
    this.#response.pause();
  }

  resume() {
    this.#response.resume();
  }

  close() {
    this.#response.destroy();
    this.#end();
  }

  #take(chunk) {
    const bytes = chunk.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= bytes.length;
    this.#text += this.#decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a line break.
    const blocks = this.#text.split(/\r\n\r\n|\n\n|\r\r(?!\n?$)/);
    this.#text = blocks.pop();
    for (const block of blocks) this.#read(block);
    if (this.#bytesLeft === 0) this.close();
  }

  #read(block) {
    const fields = { data: [] };
    for (const line of block.split(/\r\n|\n|\r/)) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
      if (field === 'data') fields.data.push(value);
      else if (field !== '') fields[field] = value;
    }
    const { event: name, id, retry } = fields;
    if (id !== undefined) this.lastId = id;
    const data = fields.data.join('\n');
    const isMessage = fields.data.length > 0;
    if (!isMessage && retry === undefined) return;
    const message = { name, id, retry, data, body: parseJson(data) };
    if (isMessage) {
      this.#conduct.observe(message, this.#last);
      this.#last = message;
    }
    this.#messages.push(message);
    this.#wake?.();
  }

  #end() {
    this.#isOver = true;
    this.#wake?.();
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    // SyntaxError: StreamConduct notes it.
    return undefined;
  }
}
