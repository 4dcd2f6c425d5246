import { TestBed } from '@angular/core/testing';
import { FakeServer, provideFakeServer } from '../testing/fake-server';
import { newestMinutes } from './per-minute';
import { Throughput } from './throughput';

const url = '/api/stats';
const NOW = 1_763_900_000_000;
const MINUTE = NOW - (NOW % 60_000);
const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;

let server: FakeServer;
let throughput: Throughput;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  throughput = TestBed.inject(Throughput);
});
afterEach(() => jest.useRealTimers());

const finishedNow = () => newestMinutes(throughput.ended(), NOW, 1)[0]?.finished;

it('asks for the last hour once the stream is open, and counts on', async () => {
  server.steps = [{ at: MINUTE, completed: 4, failed: 0, cancelled: 0 }];
  await server.open();
  await server.publish({ type: 'completed', ...sync }, { type: 'progress', ...sync, progress: { current: 1 } });
  expect([throughput.status(), finishedNow()]).toEqual(['ready', 5]);
  expect(server.asked.filter((asked) => asked === url)).toHaveLength(1);
});

it.each(['before', 'after'])(
  'counts what came while it asked, and nothing twice: shown %s the answer',
  async (when) => {
    server.stream.hello();
    const question = server.http.expectOne((request) => request.url === url);
    server.stream.event({ type: 'completed', ...sync });
    const { position } = server.stream;
    server.stream.event({ type: 'failed', ...sync, jobId: 's2', error: 'no' });
    if (when === 'before') await server.stream.frame();
    const steps = [{ at: MINUTE, completed: 1, failed: 0, cancelled: 0 }];
    question.flush({ from: 0, to: NOW, stepMs: 60_000, position, steps });
    if (when === 'after') await server.stream.frame();
    expect(finishedNow()).toBe(2);
  },
);

it('asks anew after a gap, and again when the connection is back after an error', async () => {
  server.steps = [{ at: MINUTE, completed: 4, failed: 0, cancelled: 0 }];
  await server.open();
  server.problems.set(url, { status: 502, detail: 'no' });
  server.stream.hello({ gap: 'evicted' });
  await server.settle();
  expect(throughput.status()).toBe('error');
  server.problems.clear();
  server.steps = [];
  server.stream.hello({ gap: 'evicted' });
  await server.settle();
  expect([throughput.status(), finishedNow()]).toEqual(['ready', 0]);
});
