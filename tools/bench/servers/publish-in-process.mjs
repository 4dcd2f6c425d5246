/** Publishes within its own process: `sqlite` and `memory` through `@jobwire/nest`, `raw` only encodes and keeps. */
import 'reflect-metadata';
import { JobEvents, JobEventsModule } from '@jobwire/nest';
import { NestFactory } from '@nestjs/core';
import { markedEvent, nowUs } from '../marked-event.mjs';
import { Kept } from './http-reference.mjs';

/** Events that are under way at the same time: what a busy process publishes before the first is acknowledged. */
const AT_ONCE = 1_000;

/** A few runs that go on report their progress. */
const RUNS = 8;

const [, , store, count, dataDir] = process.argv;
const total = Number(count);
const wire = store === 'raw' ? 'plain' : 'jobwire';
const events = Array.from({ length: AT_ONCE }, (_, index) => markedEvent(index, nowUs(), { wire, runs: RUNS }));

const { publish, close } = store === 'raw' ? openRaw() : await openJobwire();
await publishAll(total / 4);
const startedAt = performance.now();
const { user, system } = process.cpuUsage();
await publishAll(total);
const wallMs = performance.now() - startedAt;
const used = process.cpuUsage({ user, system });
console.log(
  JSON.stringify({ eventsPerSecond: (total * 1_000) / wallMs, cpuUsPerEvent: (used.user + used.system) / total }),
);
await close();

async function publishAll(number) {
  for (let published = 0; published < number; published += AT_ONCE) await Promise.all(events.map(publish));
}

async function openJobwire() {
  const app = await NestFactory.createApplicationContext(JobEventsModule.forRoot({ store, dataDir }), {
    logger: ['error', 'warn'],
  });
  const jobEvents = app.get(JobEvents);
  return { publish: (event) => jobEvents.publish(event), close: () => app.close() };
}

function openRaw() {
  const kept = new Kept();
  let lastId = 0;
  return {
    publish: (event) => kept.push(Buffer.from(`event: job\nid: ${++lastId}\ndata: ${JSON.stringify(event)}\n\n`)),
    close: () => undefined,
  };
}
