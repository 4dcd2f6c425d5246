import type { Position } from '@jobwire/events';
import { renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { damageEvent, damageText } from './testing/damage.ts';
import { eventually } from './testing/eventually.ts';
import { jobServerPrograms, type JobServerProgram } from './testing/job-server-program.ts';
import { tempFolders } from './testing/temp-folder.ts';

jest.setTimeout(60_000);

const newFolder = tempFolders();
const { start, end } = jobServerPrograms();

const DAMAGED = 'The store is damaged';
const problem = (says: string) => ({
  status: 503,
  type: expect.stringContaining('application/problem+json'),
  body: expect.objectContaining({ detail: expect.stringContaining(says) }),
});

/** Publishes more than SQLite keeps in memory, so that it has to read the file again. Returns the last position of each thousand. */
async function publishMany(server: JobServerProgram): Promise<Position[]> {
  const positions: Position[] = [];
  for (let thousand = 0; thousand < 30; thousand++) {
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      type: index === 0 ? 'started' : 'progress',
      jobName: 'sync',
      serverId: 7,
      jobId: `run-${thousand}`,
      progress: { current: index },
      data: 'x'.repeat(400),
    }));
    const answer = await server.post('/api/events', events);
    expect(answer.status).toBe(201);
    positions.push(answer.body['position'] as Position);
  }
  return positions;
}

async function page(server: JobServerProgram, since: Position) {
  const response = await fetch(`${server.url}/api/events?since=${since}&limit=1000`, {
    headers: { accept: 'application/json' },
  });
  const body = (await response.json()) as Record<string, unknown> & {
    events?: { position: Position; jobId: string }[];
  };
  return { status: response.status, type: response.headers.get('content-type'), body };
}

/** Whatever is damaged is told for itself; all else is served, and stored. */
async function expectDamageAfter(
  server: JobServerProgram,
  damaged: number,
  positions: readonly Position[],
): Promise<void> {
  expect(await page(server, positions[damaged] as Position)).toMatchObject(problem(DAMAGED));
  for (const whole of [0, 6, 17, 27]) {
    const { status, body } = await page(server, positions[whole] as Position);
    expect([status, body.events?.at(-1)?.position]).toEqual([200, positions[whole + 1]]);
  }
  expect((await server.get('/api/runs/run-29')).status).toBe(200);
  expect(await server.publish('after')).toMatchObject({ status: 201 });
  expect(await server.run('after')).toMatchObject({ state: 'running' });
  expect((await server.get('/health/live')).status).toBe(200);
  expect(await server.get('/health/ready')).toMatchObject(problem(DAMAGED));
}

describe('a page in the middle of the database that is overwritten', () => {
  it('while it runs: only who reads it is refused, streams live, and health says it', async () => {
    const folder = newFolder();
    const server = await start({ JOBWIRE_DATA_DIR: folder, JOBWIRE_REPLAY_MAX_EVENTS: '100000' });
    const positions = await publishMany(server);
    const stream = await server.listen();
    expect((await server.get('/health/ready')).status).toBe(200);
    damageEvent(join(folder, 'jobwire.db'), 15_500);
    await expectDamageAfter(server, 14, positions);
    await eventually(() => stream.text.includes('"jobId":"after"'));
    // A stream that needs the damaged part ends where it begins, and its client comes back.
    const late = await server.listen(`since=${positions[14]}`);
    await eventually(() => !late.isOpen);
    expect(late.text).toContain('"jobId":"run-15"');
    expect(late.text).not.toContain('"jobId":"run-16"');
    expect([stream.isOpen, server.isRunning]).toEqual([true, true]);
    expect(server.printed.join('\n')).toMatch(/jobwire\.db is damaged.*Put a backup in its place/);
  });

  it('before it starts', async () => {
    const folder = newFolder();
    const file = join(folder, 'jobwire.db');
    const before = await start({ JOBWIRE_DATA_DIR: folder });
    const positions = await publishMany(before);
    await before.stop();
    const hourAgo = makeOlder(file, 60 * 60_000);
    // The event that every search for a position looks at first.
    damageEvent(file, 15_000);
    const server = await start({ JOBWIRE_DATA_DIR: folder });
    await expectDamageAfter(server, 13, positions.map(hourAgo));
  });

  it('before it starts, among the newest events, which streams would replay', async () => {
    const folder = newFolder();
    const before = await start({ JOBWIRE_DATA_DIR: folder });
    const positions = await publishMany(before);
    await before.stop();
    damageEvent(join(folder, 'jobwire.db'), 14_500);
    const server = await start({ JOBWIRE_DATA_DIR: folder });
    const stream = await server.listen();
    await expectDamageAfter(server, 13, positions);
    await eventually(() => stream.text.includes('"jobId":"after"'));
  });
});

it('an event that is damaged without its page being so is not sent, and ends nothing but who needs it', async () => {
  const folder = newFolder();
  const before = await start({ JOBWIRE_DATA_DIR: folder });
  const first = await before.publish('a');
  for (const data of ['whole', 'to-be-damaged', 'whole'])
    await before.post('/api/events', { type: 'progress', jobName: 'sync', serverId: 7, jobId: 'a', data });
  const last = await before.publish('b');
  await before.stop();
  damageText(join(folder, 'jobwire.db'), 'to-be-damaged');

  const server = await start({ JOBWIRE_DATA_DIR: folder });
  const live = await server.listen(`since=${String(last.body['position'])}&serverId=7`);
  for (const query of ['since=0-0', 'since=0-0&serverId=7']) {
    const stream = await server.listen(query);
    await eventually(() => !stream.isOpen);
    expect(stream.text).not.toContain('\0');
  }
  expect(await page(server, first.body['position'] as Position)).toMatchObject(problem(DAMAGED));
  expect(await server.get('/api/runs/a')).toMatchObject(problem(DAMAGED));
  expect(await server.get('/api/runs/b')).toMatchObject({ status: 200 });
  expect(await server.publish('after')).toMatchObject({ status: 201 });
  await eventually(() => live.text.includes('"jobId":"after"'));
  expect(await server.get('/health/ready')).toMatchObject(problem(DAMAGED));
  expect([live.isOpen, server.isRunning]).toEqual([true, true]);
});

it('a status that is damaged without its page being so stops the start with one line', async () => {
  const folder = newFolder();
  const before = await start({ JOBWIRE_DATA_DIR: folder });
  await before.publish('a');
  const error = 'to-be-damaged';
  await before.post('/api/events', { type: 'failed', jobName: 'sync', serverId: 7, jobId: 'a', error });
  await before.stop();
  damageText(join(folder, 'jobwire.db'), 'to-be-damaged');
  const { code, printed } = await end({ JOBWIRE_DATA_DIR: folder });
  expect([code, printed]).toEqual([1, [expect.stringMatching(/jobwire\.db is damaged.*Put a backup/)]]);
});

/** As if all had happened longer ago. Returns what became of a position. */
function makeOlder(file: string, ms: number): (position: Position) => Position {
  const database = new DatabaseSync(file);
  database.exec(`UPDATE log SET birth_ms = birth_ms - ${ms}, removed_ms = removed_ms - ${ms}`);
  database.exec(`UPDATE events SET epoch_ms = epoch_ms - ${ms},
    json = json_set(json, '$.position', (epoch_ms - ${ms}) || '-' || seq, '$.epochMs', epoch_ms - ${ms})`);
  database.exec('VACUUM');
  database.close();
  return (position) => position.replace(/^\d+/, (epochMs) => String(Number(epochMs) - ms));
}

describe('a write-ahead log that was cut off', () => {
  it('costs what was in it, and nothing else: the job server starts and goes on', async () => {
    const folder = newFolder();
    const before = await start({ JOBWIRE_DATA_DIR: folder });
    for (let run = 0; run < 20; run++) await before.publish(`run-${run}`);
    await before.stop('SIGKILL');
    const wal = join(folder, 'jobwire.db-wal');
    // In the midst of a frame.
    truncateSync(wal, Math.floor(statSync(wal).size / 2) + 100);
    const server = await start({ JOBWIRE_DATA_DIR: folder });
    const { events = [] } = (await page(server, '0-0')).body;
    const kept = events.map(({ jobId }) => jobId);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(20);
    expect(kept).toEqual(Array.from(kept, (_, run) => `run-${run}`));
    expect(await server.publish('after')).toMatchObject({ status: 201 });
    expect((await server.get('/health/ready')).status).toBe(200);
  });
});

describe('a database that is moved away while it is in use', () => {
  it.each(['jobwire.db', 'jobwire.db-wal'])('takes nothing, as it would be lost, until %s is back', async (name) => {
    const folder = newFolder();
    const server = await start({ JOBWIRE_DATA_DIR: folder });
    await server.publish('before');
    const stream = await server.listen();
    renameSync(join(folder, name), join(folder, 'away'));
    await eventually(async () => (await server.publish('lost')).status === 503);
    expect(await server.publish('lost')).toMatchObject(problem('moved or removed'));
    expect(await server.run('before')).toMatchObject({ state: 'running' });
    expect(await server.get('/health/ready')).toMatchObject(problem('moved or removed'));
    expect([stream.isOpen, server.isRunning]).toEqual([true, true]);
    renameSync(join(folder, 'away'), join(folder, name));
    expect((await server.get('/health/ready')).status).toBe(200);
    expect(await server.publish('after')).toMatchObject({ status: 201 });
  });

  it('or removed: a new one is made at the next start', async () => {
    const folder = newFolder();
    const server = await start({ JOBWIRE_DATA_DIR: folder });
    await server.publish('before');
    for (const name of ['jobwire.db', 'jobwire.db-wal']) rmSync(join(folder, name));
    await eventually(async () => (await server.publish('lost')).status === 503);
    expect(await server.run('before')).toMatchObject({ state: 'running' });
    await server.stop();
    const again = await start({ JOBWIRE_DATA_DIR: folder });
    expect((await again.get('/api/runs')).body['items']).toEqual([]);
    expect(await again.publish('after')).toMatchObject({ status: 201 });
  });
});
