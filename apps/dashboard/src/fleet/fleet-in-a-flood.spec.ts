import { TestBed } from '@angular/core/testing';
import { JobEvents } from '@jobwire/angular';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { Fleet } from './fleet';

const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;

let server: FakeServer;
let fleet: Fleet;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer().add(1, 'app-01', [aStatus('sync')]);
  fleet = TestBed.inject(Fleet);
  await server.open();
  flood(2_000);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** As many as nobody can follow, for so long. */
function flood(ms: number): void {
  for (let passed = 0; passed < ms; passed++) {
    server.stream.event({ type: 'progress', jobName: 'other', serverId: 1, jobId: 'o1' });
    jest.advanceTimersByTime(1);
  }
  expect(TestBed.inject(JobEvents).isFlood()).toBe(true);
}

it('sums up when that has its turn', () => {
  const [job] = fleet.servers()[0]?.jobs.jobs() ?? [];
  server.stream.event({ type: 'started', ...sync });
  const seen: string[] = [];
  for (let passed = 0; passed < 2_000; passed++) {
    flood(1);
    const now = `${job?.status().state} ${fleet.running()}`;
    if (seen.at(-1) !== now) seen.push(now);
  }
  expect(seen).toEqual(['idle 0', 'running 0', 'running 1']);
});

it('knows what has failed also where nothing is drawn, as in a hidden tab', () => {
  jest.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
  server.stream.event({ type: 'started', ...sync });
  server.stream.event({ type: 'failed', ...sync, error: 'no' });
  expect(fleet.failed()).toBe(0);
  flood(1_500);
  expect(fleet.failed()).toBe(1);
});
