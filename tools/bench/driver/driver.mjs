/** The light client of driver.c for machines without a C compiler: the same arguments, commands and lines. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const MARK_BYTES = 27;
const OPENING = 100;
const SOURCES = 20;
const BUCKET_US = 50;
const BUCKETS = 2_000_000;
const MAX_EVENTS = 1 << 21;
const AT = '@'.charCodeAt(0);

const [port, path, total, first] = [
  Number(process.argv[2]),
  process.argv[3],
  Number(process.argv[4]),
  Number(process.argv[5]),
];
const arrived = new Uint32Array(MAX_EVENTS);
const latencies = new Uint32Array(BUCKETS);
const connections = [];
const count = { opening: 0, open: 0, refused: 0, closed: 0, stalledClosed: 0, gaps: 0, repeats: 0, history: 0 };
let sinceReset = { events: 0, bytes: 0, slowestUs: 0 };
let stalled = 0;
let low = first;

function connectMore() {
  while (connections.length < total && count.opening < OPENING) connectOne(connections.length);
}

function connectOne(index) {
  const connection = { index, state: 'connecting', next: first, rest: Buffer.alloc(0), socket: undefined };
  connections.push(connection);
  count.opening++;
  connection.socket = connect({
    port,
    host: '127.0.0.1',
    // One source address has 28,000 ports; several never run out of them.
    localAddress: `127.0.0.${2 + (index % SOURCES)}`,
    onread: { buffer: shared, callback: (length, buffer) => takeBytes(connection, buffer.subarray(0, length)) },
  });
  connection.socket.on('error', () => undefined);
  connection.socket.on('close', () => lose(connection));
  connection.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n\r\n`);
}

function lose(connection) {
  if (connection.state === 'closed') return;
  if (connection.state === 'connecting') {
    count.refused++;
    count.opening--;
  }
  connection.state = 'closed';
  count[connection.index < stalled ? 'stalledClosed' : 'closed']++;
  say(`closed ${connection.index} after ${connection.next - 1}`);
}

/** All sockets read into one buffer: what is left of a mark is copied out of it. */
function takeBytes(connection, read) {
  sinceReset.bytes += read.length;
  if (connection.state === 'connecting') {
    if (read.toString('latin1', 0, 12) !== 'HTTP/1.1 200') return connection.socket.destroy();
    connection.state = 'open';
    count.opening--;
    if (++count.open === total) say(`open ${count.open}`);
    connectMore();
  }
  const bytes = connection.rest.length > 0 ? Buffer.concat([connection.rest, read]) : read;
  if (connection.rest.length > 0) connection.rest = Buffer.alloc(0);
  const nowUs = Date.now() * 1_000;
  for (let at = bytes.indexOf(AT); at >= 0; at = bytes.indexOf(AT, at + MARK_BYTES)) {
    if (bytes.length - at < MARK_BYTES) {
      connection.rest = Buffer.from(bytes.subarray(at));
      break;
    }
    takeMark(connection, digits(bytes, at + 1, 9), digits(bytes, at + 11, 16), nowUs);
  }
  sayLow();
  return true;
}

function takeMark(connection, number, publishedUs, nowUs) {
  if (number < connection.next) {
    count[number < first && connection.next === first ? 'history' : 'repeats']++;
    return;
  }
  if (number > connection.next) count.gaps++;
  connection.next = number + 1;
  sinceReset.events++;
  if (connection.index < stalled) return;
  arrived[number - first]++;
  const lateUs = Math.max(0, nowUs - publishedUs);
  sinceReset.slowestUs = Math.max(sinceReset.slowestUs, lateUs);
  latencies[Math.min(Math.floor(lateUs / BUCKET_US), BUCKETS - 1)]++;
}

function digits(bytes, from, length) {
  let value = 0;
  for (let at = from; at < from + length; at++) value = value * 10 + bytes[at] - 48;
  return value;
}

/** The newest event that all connections that read have. */
function sayLow() {
  const before = low;
  while (arrived[low - first] === total - stalled) low++;
  if (low !== before) say(`reached ${low - 1}`);
}

function percentile(part) {
  const all = latencies.reduce((sum, number) => sum + number, 0);
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    seen += latencies[bucket];
    if (seen > 0 && seen >= part * all) return ((bucket + 1) * BUCKET_US) / 1_000;
  }
  return 0;
}

function report() {
  const { user, system } = process.cpuUsage();
  const slow = connections.slice(0, stalled).filter(({ state }) => state === 'open');
  const { open, refused, closed, stalledClosed, gaps, repeats, history } = count;
  const { events, bytes, slowestUs } = sinceReset;
  say(
    `report ${JSON.stringify({
      ...{ open, refused, closed, stalledClosed, events, bytes, gaps, repeats, history },
      reached: low - 1,
      stalledReached: slow.length > 0 ? Math.min(...slow.map(({ next }) => next - 1)) : stalled > 0 ? -1 : 0,
      ...{ p50: percentile(0.5), p99: percentile(0.99), slowest: slowestUs / 1_000, cpuMs: (user + system) / 1_000 },
    })}`,
  );
}

const commands = {
  stall(number) {
    stalled = Number(number);
    for (const { socket } of connections.slice(0, stalled)) socket.pause();
  },
  resume() {
    for (const { socket } of connections.slice(0, stalled)) socket.resume();
  },
  reset() {
    latencies.fill(0);
    sinceReset = { events: 0, bytes: 0, slowestUs: 0 };
  },
  report,
};

function say(line) {
  process.stdout.write(`${line}\n`);
}

const shared = Buffer.alloc(256 * 1024);
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [name, argument] = line.split(' ');
    commands[name]?.(argument);
  })
  .on('close', () => process.exit(0));
connectMore();
