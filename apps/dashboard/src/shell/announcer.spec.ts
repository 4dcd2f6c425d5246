import { TestBed } from '@angular/core/testing';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { Announcer } from './announcer';
import { LiveRegion } from './live-region';

const backup = { jobName: 'db-backup', serverId: 4 } as const;

let server: FakeServer;
let announcer: Announcer;
let announced: jest.SpyInstance;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  announced = jest.spyOn(TestBed.inject(LiveRegion), 'announce');
  server = new FakeServer().add(4, 'db-01', [aStatus('db-backup')]);
  announcer = TestBed.inject(Announcer);
  await server.open();
});
afterEach(() => {
  jest.useRealTimers();
  localStorage.clear();
});

const end = (type: 'failed' | 'completed' | 'cancelled', jobId: string): void =>
  void server.stream.event(
    type === 'failed' ? { type, ...backup, jobId, error: 'ENOSPC' } : { type, ...backup, jobId },
  );
const sentences = (): unknown[] => announced.mock.calls.map(([sentence]) => sentence);

it('reads a failure out', () => {
  end('failed', 'b1');
  jest.advanceTimersByTime(5_000);
  expect(announced.mock.calls).toEqual([['Failed: db-backup on db-01', 'polite']]);
});

it('sums up what fails within five seconds, in one sentence', () => {
  end('failed', 'b1');
  jest.advanceTimersByTime(4_000);
  end('failed', 'b2');
  end('failed', 'b3');
  jest.advanceTimersByTime(1_000);
  expect(sentences()).toEqual(['3 runs failed, the last: db-backup on db-01']);
  end('failed', 'b4');
  jest.advanceTimersByTime(5_000);
  expect(sentences().at(-1)).toBe('Failed: db-backup on db-01');
});

it('says no more than one sentence in five seconds, however much happens', () => {
  announcer.wanted.set('all');
  for (let second = 0; second < 60; second++) {
    end('completed', `b${second}`);
    announcer.tell('Live again.');
    jest.advanceTimersByTime(1_000);
  }
  expect(sentences().length).toBeLessThanOrEqual(12);
});

it('reads nothing but failures out, as long as nothing else was chosen', () => {
  server.stream.event({ type: 'started', ...backup, jobId: 'b1' });
  server.stream.event({ type: 'progress', ...backup, jobId: 'b1', progress: { percent: 50 } });
  end('completed', 'b1');
  jest.advanceTimersByTime(60_000);
  expect(sentences()).toEqual([]);
});

it('reads out how runs begin and end where all was chosen, never their progress', () => {
  announcer.wanted.set('all');
  server.stream.event({ type: 'progress', ...backup, jobId: 'b1', progress: { percent: 50 } });
  jest.advanceTimersByTime(5_000);
  expect(sentences()).toEqual([]);
  end('completed', 'b1');
  end('cancelled', 'b2');
  end('failed', 'b3');
  jest.advanceTimersByTime(5_000);
  expect(sentences()).toEqual(['3 runs finished, 1 failed: db-backup on db-01']);
});

it('is silent where it was switched off, and stays so', () => {
  announcer.wanted.set('off');
  end('failed', 'b1');
  announcer.tell('Connection lost.');
  jest.advanceTimersByTime(5_000);
  expect(sentences()).toEqual([]);
  TestBed.tick();
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  expect(TestBed.inject(Announcer).wanted()).toBe('off');
});

it('says the newest about the page itself, before what has happened', () => {
  announcer.tell('Connection lost.');
  announcer.tell('Live again.');
  end('failed', 'b1');
  jest.advanceTimersByTime(5_000);
  expect(sentences()).toEqual(['Live again. Failed: db-backup on db-01']);
});

it('says at once what cannot wait, also where it was switched off', () => {
  announcer.wanted.set('off');
  announcer.alarm('You are signed out.');
  expect(announced.mock.calls).toEqual([['You are signed out.', 'assertive']]);
});
