import { applyJobEvent, BEGINNING, comparePositions, type JobEvent, type Position } from '@jobwire/events';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { tempFolders } from '../testing/temp-folder.ts';
import { openSqlite } from './sqlite-database.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

const newFolder = tempFolders();
const ROUNDS = 100;

describe('a process that is killed at any moment (kill -9)', () => {
  it(`loses nothing it acknowledged or told, and gives no position twice, in ${ROUNDS} rounds`, async () => {
    const file = join(newFolder(), 'jobwire.db');
    const said = new Set<Position>();
    let last: Position = BEGINNING;
    for (let round = 0; round < ROUNDS; round++) {
      const ofRound = await appendUntilKilled(file, 1 + Math.floor(Math.random() * 300));
      for (const position of ofRound) {
        expect(said).not.toContain(position);
        expect(comparePositions(position, last)).toBeGreaterThan(0);
      }
      for (const position of ofRound) said.add(position);

      const database = openSqlite({ file });
      const store = new SqliteEventStore(database);
      const { events } = await store.read(BEGINNING, { limit: 1_000_000 });
      const positions = events.map(({ event }) => event.position);
      expect(positions).toEqual([...new Set(positions)].sort(comparePositions));
      const kept = new Set(positions);
      expect([...said].filter((position) => !kept.has(position))).toEqual([]);
      const empty = { serverId: 1, position: BEGINNING, jobs: [] };
      expect(await store.snapshot(1)).toEqual(events.map(({ event }) => event).reduce(applyJobEvent, empty));
      // Another process goes on in between.
      last = await store.append([between(round)]);
      said.add(last);
      await store.close();
      database.close();
    }
  }, 300_000);
});

/**
 * A process that appends two at a time, and prints the position of each event that it acknowledges or tells. It is killed
 * when it has printed this many. Returns what it printed, each once.
 */
async function appendUntilKilled(file: string, count: number): Promise<Set<Position>> {
  const here = pathToFileURL(__dirname).href;
  const program = `
    import { flushCompileCache } from 'node:module';
    import { openSqlite } from '${here}/sqlite-database.ts';
    import { SqliteEventStore } from '${here}/sqlite-event-store.ts';
    // Whoever is killed does not write what it compiled.
    flushCompileCache();
    const store = new SqliteEventStore(openSqlite({ file: ${JSON.stringify(file)} }));
    const print = (positions) => process.stdout.write(positions.join('\\n') + '\\n');
    store.tail({ appended: (batch) => print(batch.map(({ event }) => event.position)), closed() {} });
    const event = (current) => ({ type: current % 50 ? 'progress' : 'started', jobName: 'scan', serverId: 1, jobId: 'run-' + (current / 50 | 0),
      progress: { current }, timestamp: new Date().toISOString() });
    for (let n = 0; ; n += 3) {
      print(await Promise.all([store.append([event(n)]), store.append([event(n + 1), event(n + 2)])]));
    }`;
  const child = spawn(process.execPath, ['--conditions=@jobwire/source', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const positions = new Set<Position>();
  for await (const line of createInterface(child.stdout)) {
    // What the kill cut off says nothing.
    if (/^\d{13}-\d+$/.test(line)) positions.add(line);
    if (positions.size === count) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return positions;
}

function between(round: number): JobEvent {
  return {
    type: 'progress',
    jobName: 'scan',
    serverId: 1,
    jobId: 'between',
    progress: { current: round },
    timestamp: '2026-11-23T14:22:08.031274Z',
  };
}
