import { encode, RedisSocket } from './redis-socket.mjs';

/** What a job server asks with each XREAD (`RedisStream.next`); its answer is always this here. */
const MARKS = encode(['HMGET', '{jobwire}:marks', 'birth', 'trimmed']);
const END = '*2\r\n$15\r\n1763900000000-0\r\n$-1\r\n';

const MARK = '"mark":"@';

/** Follows the log with the commands of a job server, and looks only for the numbers of the events. */
export class LogReader {
  /** How often it was answered. */
  answers = 0;
  #socket;
  #onNumber;
  #next = 0;
  #text = '';

  static async follow(port, onNumber) {
    const reader = new LogReader(await RedisSocket.to(port), onNumber);
    reader.#ask('0-0');
    return reader;
  }

  constructor(socket, onNumber) {
    this.#socket = socket;
    this.#onNumber = onNumber;
    socket.listen((chunk) => {
      this.#text += chunk;
      if (this.#text.endsWith(END)) this.#read();
    });
  }

  close() {
    this.#socket.close();
  }

  #ask(after) {
    this.after = after;
    const read = ['XREAD', 'COUNT', '1000', 'BLOCK', '1000', 'STREAMS', '{jobwire}:events', after];
    this.#socket.sendEncoded(encode(read) + MARKS);
  }

  #read() {
    const text = this.#text;
    this.#text = '';
    this.answers++;
    let last = this.after;
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      const start = at + MARK.length;
      const number = Number(text.slice(start, text.indexOf('.', start)));
      if (number !== this.#next++) throw new Error(`Event ${number} came where ${this.#next - 1} was due.`);
      this.#onNumber(number);
    }
    // Before the fields of an entry stands its position.
    const fields = text.lastIndexOf('\r\n*4\r\n');
    if (fields >= 0) last = text.slice(text.lastIndexOf('\n', fields) + 1, fields);
    this.#ask(last);
  }
}
