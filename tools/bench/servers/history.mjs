/**
 * A store with a long history, and its REST API: fills it, prints the port it listens on, and serves until it is stopped.
 * Arguments: how many runs, and the folder of the database.
 */
import 'reflect-metadata';
import { EventStore, JobEventsModule } from '@jobwire/nest';
import { NestFactory } from '@nestjs/core';

const DAYS = 30;
const SERVERS = 50;
const JOBS = ['db-backup', 'db-restore', 'disk-usage-scan', 'file-integrity-check', 'auth-log-scan', 'mail-export'];
const WORDS = 'invoices archive mailboxes volumes snapshots reports sessions thumbnails ledgers exports'.split(' ');
const PEOPLE = ['Ada', 'Grace', 'Mary', 'Katherine', 'Radia'];

/** Runs that begin and end in one turn. */
const AT_ONCE = 500;

const [, , count, dataDir] = process.argv;
const total = Number(count);

// The store reads this clock, so that the history is as long as it looks.
const realNow = Date.now;
const end = realNow();
let clock = end - DAYS * 24 * 3_600_000;
Date.now = () => clock;

const app = await NestFactory.create(
  JobEventsModule.forRoot({ store: 'sqlite', dataDir, retention: { maxEvents: 10 * total, maxBytes: 64 * 1024 ** 3 } }),
  { logger: ['error', 'warn'] },
);
const store = app.get(EventStore);
const random = numbers(1);
const startedAt = performance.now();
for (let filled = 0; filled < total; filled += AT_ONCE) {
  await store.append(Array.from({ length: AT_ONCE }, (_, index) => run(filled + index)).flat());
  clock += (DAYS * 24 * 3_600_000 * AT_ONCE) / total;
}
console.log(`filled ${Math.round((performance.now() - startedAt) / 1_000)} s`);
Date.now = realNow;
clock = end;
await app.listen(0, '127.0.0.1');
console.log(`listening ${app.getHttpServer().address().port}`);

/** A run from its beginning to its end: one of fifty fails, one of a thousand finds something, a handful is like no other. */
function run(number) {
  const of = {
    jobName: JOBS[random(JOBS.length)],
    serverId: 1 + random(SERVERS),
    jobId: `${number.toString(36).padStart(6, '0')}-${random(2 ** 30).toString(36)}`,
  };
  const path = `/srv/${WORDS[random(WORDS.length)]}/${random(1_000)}`;
  const durationMs = 1_000 * 2 ** random(9) + random(1_000);
  const at = (milliseconds) => new Date(clock + milliseconds).toISOString();
  const by = random(4) ? { kind: 'schedule' } : { kind: 'person', name: PEOPLE[random(PEOPLE.length)] };
  const isRare = number % 100_003 === 50_000;
  const result = { path, files: random(100_000), bytes: random(2 ** 31), ...(isRare && { note: 'quarantined' }) };
  const ended = { ...of, timestamp: at(durationMs) };
  return [
    { type: 'started', ...of, by, timestamp: at(0), data: { path, top: 20 } },
    ...(random(1_000)
      ? []
      : [
          {
            type: 'anomaly_detected',
            ...of,
            timestamp: at(1),
            data: { severity: 'high', summary: `Changed: ${path}` },
          },
        ]),
    random(50)
      ? { type: 'completed', ...ended, data: result }
      : {
          type: 'failed',
          ...ended,
          error: `ENOSPC: no space left on device, write ${path}`,
          failure: { name: 'Error' },
        },
  ];
}

/** The same numbers each time (a linear congruential generator, Numerical Recipes). */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
