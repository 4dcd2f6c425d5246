import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { JobStatus } from '@jobwire/events';
import { JobEvents } from '../stream/job-events';
import { injectJobView } from './job-view';

const base = { key: 'sync', label: 'Sync', jobName: 'sync', jobId: 'a1' } as const;

function setUp() {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  const fake = TestBed.inject(FakeJobEventsConnection);
  fake.hello();
  const status = signal<JobStatus>({ ...base, state: 'idle' });
  const view = TestBed.runInInjectionContext(() =>
    injectJobView(() => ({ status: status(), online: true, asOf: undefined })),
  );
  const state = (): string => {
    TestBed.tick();
    return view.status().state;
  };
  /** As many as nobody can follow, for so long. */
  const flood = (ms: number): void => {
    for (let passed = 0; passed < ms; passed++) {
      fake.event({ type: 'progress', jobName: 'other', serverId: 2, jobId: 'b1' });
      jest.advanceTimersByTime(1);
    }
  };
  return { status, state, flood, isFlood: TestBed.inject(JobEvents).isFlood };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('shows another state at once', () => {
  const { status, state } = setUp();
  expect(state()).toBe('idle');
  status.set({ ...base, state: 'running' });
  expect(state()).toBe('running');
});

it('shows it when it has its turn in a flood, and at once again when that is over', () => {
  const { status, state, flood, isFlood } = setUp();
  flood(1_000);
  expect([isFlood(), state()]).toEqual([true, 'idle']);
  status.set({ ...base, state: 'running' });
  expect(state()).toBe('idle');
  flood(600);
  expect(state()).toBe('running');
  status.set({ ...base, state: 'failed' });
  expect(state()).toBe('running');
  jest.advanceTimersByTime(5_000);
  expect([isFlood(), state()]).toEqual([false, 'failed']);
  status.set({ ...base, state: 'running' });
  expect(state()).toBe('running');
});
