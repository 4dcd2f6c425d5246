import { TestBed } from '@angular/core/testing';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { Fleet } from './fleet';

const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;

let server: FakeServer;
let fleet: Fleet;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  fleet = TestBed.inject(Fleet);
});

it('loads each server with its jobs once, and counts what they are doing', async () => {
  server
    .add(1, 'app-01', [aStatus('sync'), aStatus('scan', { state: 'failed' })])
    .add(2, 'app-02', [aStatus('sync', { state: 'queued' })]);
  await server.open();
  await server.publish({ type: 'started', ...sync });
  expect(fleet.servers().map(({ info }) => info().name)).toEqual(['app-01', 'app-02']);
  expect([fleet.running(), fleet.queued(), fleet.failed()]).toEqual([1, 1, 1]);
  expect(server.asked.toSorted()).toEqual(['/api/servers', '/api/servers/1/jobs', '/api/servers/2/jobs']);
});

it('shows a server that begins to publish, and keeps those that it has', async () => {
  server.add(1, 'app-01', [aStatus('sync')]);
  await server.open();
  const [first] = fleet.servers();
  server.add(2, 'mail-01', [aStatus('digest')]);
  await server.publish({ type: 'started', jobName: 'digest', serverId: 2, jobId: 'd1' });
  expect(fleet.servers().map(({ serverId }) => serverId)).toEqual([1, 2]);
  expect(fleet.servers()[0]).toBe(first);
  expect(
    fleet
      .servers()[1]
      ?.jobs.jobs()
      .map(({ jobName }) => jobName),
  ).toEqual(['digest']);
});

it('lets go of a server that is listed no more', async () => {
  server.add(1, 'app-01', [aStatus('sync')]).add(2, 'app-02', [aStatus('sync')]);
  await server.open();
  server.servers = server.servers.slice(0, 1);
  server.stream.hello({ gap: 'restarted' });
  await server.settle();
  expect(fleet.servers().map(({ serverId }) => serverId)).toEqual([1]);
});

it('lists open anomalies, the worst first, then the newest', async () => {
  server.add(1, 'app-01', [aStatus('sync')]);
  await server.open();
  for (const [severity, summary, second] of [
    ['low', 'slow', 1],
    ['critical', 'first', 2],
    ['critical', 'second', 3],
  ] as const) {
    const timestamp = `2026-03-01T14:00:0${second}.000000Z`;
    await server.publish({ type: 'anomaly_detected', ...sync, timestamp, data: { severity, summary } });
  }
  expect(fleet.anomalies().map(({ summary }) => summary)).toEqual(['second', 'first', 'slow']);
  expect(fleet.anomalies()[0]).toMatchObject({ serverId: 1, jobName: 'sync' });
});

it('names a server that is not listed by its number', async () => {
  server.add(1, 'app-01', []);
  await server.open();
  expect([fleet.nameOf(1), fleet.nameOf(7)]).toEqual(['app-01', 'server-7']);
  expect(fleet.infoOf(7)).toBeUndefined();
});
