import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed } from '@angular/core/testing';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { FailureAnnouncer } from './failure-announcer';

const backup = { jobName: 'db-backup', serverId: 4 } as const;

let server: FakeServer;
let announced: jest.SpyInstance;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  announced = jest.spyOn(TestBed.inject(LiveAnnouncer), 'announce');
  server = new FakeServer().add(4, 'db-01', [aStatus('db-backup')]);
  TestBed.inject(FailureAnnouncer);
  await server.open();
});
afterEach(() => jest.useRealTimers());

function fail(jobId: string): void {
  server.stream.event({ type: 'failed', ...backup, jobId, error: 'ENOSPC' });
}

const sentences = (): unknown[] => announced.mock.calls.map(([sentence]) => sentence);

it('reads a failure out', () => {
  fail('b1');
  jest.advanceTimersByTime(5_000);
  expect(sentences()).toEqual(['Failed: db-backup on db-01']);
});

it('sums up what fails within five seconds, in one sentence', () => {
  fail('b1');
  jest.advanceTimersByTime(4_000);
  fail('b2');
  fail('b3');
  jest.advanceTimersByTime(1_000);
  expect(sentences()).toEqual(['3 runs failed, the last: db-backup on db-01']);
  fail('b4');
  jest.advanceTimersByTime(5_000);
  expect(sentences().at(-1)).toBe('Failed: db-backup on db-01');
});

it('reads nothing else out, and nothing at all where nothing fails', () => {
  server.stream.event({ type: 'started', ...backup, jobId: 'b1' });
  server.stream.event({ type: 'progress', ...backup, jobId: 'b1', progress: { percent: 50 } });
  server.stream.event({ type: 'completed', ...backup, jobId: 'b1' });
  jest.advanceTimersByTime(60_000);
  expect(sentences()).toEqual([]);
});
