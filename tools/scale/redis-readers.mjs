/** How much of Redis many job servers take that follow one log: see ../scale.md. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startChild, stopAllChildren } from '../bench/child.mjs';
import { markedEvent, nowUs } from '../bench/marked-event.mjs';
import { cpuMs } from '../bench/process-stats.mjs';
import { tempFolder } from '../bench/temp-folder.mjs';
import { redisServer } from '../chaos/redis-program.mjs';
import { freePort } from '../chaos/program.mjs';
import { Arrivals } from './arrivals.mjs';
import { LogReader } from './log-reader.mjs';
import { RedisSocket } from './redis-socket.mjs';

const WARM_UP_MS = 2_000;

/** How long the last events are waited for. */
const LATE_MS = 10_000;

const { values: given } = parseArgs({
  options: {
    readers: { type: 'string', default: '1,10,100' },
    rates: { type: 'string', default: '100,1000' },
    seconds: { type: 'string', default: '8' },
  },
});
const [readerCounts, rates] = [given.readers, given.rates].map((list) => list.split(',').map(Number));

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => void stopAllChildren().then(() => process.exit(130)));
try {
  const rows = [];
  for (const rate of rates) for (const readers of readerCounts) rows.push(await measure(readers, rate));
  console.table(rows);
} finally {
  await stopAllChildren();
}
process.exit();

async function measure(readerCount, rate) {
  const redis = await startRedis();
  const control = await RedisSocket.to(redis.port);
  await control.ask('HSET', '{jobwire}:marks', 'birth', '1763900000000-0');
  const arrivals = new Arrivals(readerCount);
  const readers = await Promise.all(
    Array.from({ length: readerCount }, () => LogReader.follow(redis.port, (number) => arrivals.arrived(number))),
  );
  const publisher = await RedisSocket.to(redis.port);
  let isOver = false;
  const publishing = publish(publisher, rate, arrivals, () => isOver);
  await delay(WARM_UP_MS);
  const before = await figures(redis, control, readers, arrivals);
  await delay(Number(given.seconds) * 1_000);
  const after = await figures(redis, control, readers, arrivals);
  isOver = true;
  await publishing;
  const isComplete = await Promise.race([arrivals.all(), delay(LATE_MS, false)]);
  for (const socket of [control, publisher, ...readers]) socket.close();
  await redis.child.stop();
  const per = (name) => (after[name] - before[name]) / (after.atMs - before.atMs);
  const latencies = arrivals.latenciesMs(before.published, after.published);
  const answers = per('answers') * 1_000;
  return {
    readers: readerCount,
    'events/s': Math.round(per('published') * 1_000),
    'Redis: % of a core': round(per('redisMs') * 100),
    'these readers: %': round(per('ownMs') * 100),
    'out, KB/s': Math.round(per('outBytes')),
    'answers/s': Math.round(answers),
    'CPU us an answer': round((per('redisMs') * 1_000_000) / answers),
    'p50 ms': round(latencies.at(Math.floor(latencies.length * 0.5))),
    'p99 ms': round(latencies.at(Math.floor(latencies.length * 0.99))),
    'all arrived': isComplete,
  };
}

/** Writes each change to the disk before it answers, as in the deployment examples. */
async function startRedis() {
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: tempFolder(), save: '', appendonly: 'yes', appendfsync: 'always' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const isReady = Promise.withResolvers();
  const onLine = (line) => line.includes('Ready to accept connections') && isReady.resolve();
  const child = startChild({ command: redisServer ?? 'redis-server', args, onLine });
  await Promise.race([isReady.promise, child.ended.then((how) => isReady.reject(new Error(`Redis: ${how}`)))]);
  await isReady.promise;
  return { port, child };
}

/** Each event by itself, when it is due. What is due while this process works goes out one after the other. */
async function publish(socket, rate, arrivals, isOver) {
  const startedMs = performance.now();
  for (let number = 0; !isOver();) {
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * rate);
    for (; number < due; number++) {
      const publishedUs = nowUs();
      const event = JSON.stringify(markedEvent(number, publishedUs, { wire: 'jobwire' }));
      arrivals.published(performance.now());
      const json = event.replace('{"type":"progress",', '{"type":"progress","position":"","epochMs":0,');
      socket.send('XADD', '{jobwire}:events', '*', 'append', 'AAAAAAAAAAAA.1', 'event', json);
    }
    await delay(1);
  }
}

async function figures({ child }, control, readers, arrivals) {
  const info = await control.ask('INFO', 'stats');
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    redisMs: cpuMs(child.pid),
    ownMs: (user + system) / 1_000,
    outBytes: Number(/total_net_output_bytes:(\d+)/.exec(info)[1]),
    answers: readers.reduce((sum, { answers }) => sum + answers, 0),
    published: arrivals.count,
  };
}

function round(value) {
  return Math.round((value ?? Number.NaN) * 10) / 10;
}
