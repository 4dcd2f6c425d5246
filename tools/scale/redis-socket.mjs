import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection to Redis that costs as little as can be: who waits on it takes no part of what is measured. */
export class RedisSocket {
  #socket;
  #onText = () => undefined;

  static async to(port) {
    const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1');
    await once(socket, 'connect');
    return new RedisSocket(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      if (/^-[A-Z]+ /.test(chunk)) throw new Error(`Redis says: ${chunk}`);
      this.#onText(chunk);
    });
  }

  /** Hears all answers from now on, in pieces. */
  listen(onText) {
    this.#onText = onText;
  }

  send(...words) {
    this.#socket.write(encode(words));
  }

  /** As several commands in one go. */
  sendEncoded(text) {
    this.#socket.write(text);
  }

  /** The answer as text, where that is shorter than a packet. */
  async ask(...words) {
    const answer = new Promise((resolve) => this.listen(resolve));
    this.send(...words);
    return answer;
  }

  close() {
    this.#socket.destroy();
  }
}

export function encode(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
