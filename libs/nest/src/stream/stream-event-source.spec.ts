import { EventSource } from 'eventsource';
import type { StoredJobEvent } from '@jobwire/events';
import { eventually } from '../testing/eventually.ts';
import { jobServers } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const start = jobServers();
const newFolder = tempFolders();
const sources: EventSource[] = [];

afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});

/** A browser's client, which reconnects by itself, and what it hears. */
function listen(url: string) {
  const source = new EventSource(url);
  sources.push(source);
  const heard = { jobs: [] as StoredJobEvent[], hellos: [] as { replay: unknown }[], pings: 0 };
  source.addEventListener('job', ({ data }) => heard.jobs.push(JSON.parse(data as string) as StoredJobEvent));
  source.addEventListener('hello', ({ data }) => heard.hellos.push(JSON.parse(data as string) as { replay: unknown }));
  source.addEventListener('ping', () => heard.pings++);
  return heard;
}

describe('an EventSource', () => {
  it('hears hello, each job event and pings by their names', async () => {
    const server = await start({ stream: { heartbeatMs: 100 } });
    const heard = listen(`${server.url}/api/events`);
    await eventually(() => heard.hellos.length === 1);
    await server.publishMany(20);
    await eventually(() => heard.jobs.length === 20 && heard.pings > 0);
    expect(heard.hellos[0]?.replay).toEqual({ count: 0, gap: null });
  });

  it('goes on by itself after the server was away, with each event once and in order', async () => {
    const options = { store: 'sqlite', dataDir: newFolder(), stream: { retryMs: 20 } } as const;
    const before = await start(options);
    const heard = listen(`${before.url}/api/events`);
    await eventually(() => heard.hellos.length === 1);
    await before.publishMany(10);
    await eventually(() => heard.jobs.length === 10);
    await before.close();

    const after = await start({ ...options, port: before.port });
    await after.publishMany(10);
    await eventually(() => heard.jobs.length >= 20);
    const kept = (await after.store.read('0-0', { limit: 100 })).events.map(({ event }) => event.position);
    expect(heard.jobs.map(({ position }) => position)).toEqual(kept);
    expect(heard.hellos.at(-1)?.replay).toMatchObject({ gap: null });
  });
});
