import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { JobEvents } from '@jobwire/angular';
import { aRun, FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { JobRun } from '@jobwire/events';
import { RunsRow } from './runs-row';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const running = (percent: number): JobRun => ({ ...aRun('a1', 0), state: 'running', progress: { percent } });

function setUp() {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  const fake = TestBed.inject(FakeJobEventsConnection);
  const events = TestBed.inject(JobEvents);
  const fixture = TestBed.createComponent(RunsRow);
  const run = signal(running(10));
  const show = (row: { jobId: string; run: typeof run }): void => fixture.componentRef.setInput('row', row);
  show({ jobId: 'a1', run });
  for (const [name, value] of Object.entries({ columns: ['result'], serverName: String, aheadOf: () => undefined })) {
    fixture.componentRef.setInput(name, value);
  }
  const percent = (): string => {
    TestBed.tick();
    return (fixture.nativeElement as Element).querySelector('.percent')?.textContent?.replace('\u00a0', ' ') ?? '';
  };
  /** As many as nobody can follow. */
  const flood = (): void => {
    for (let ms = 0; ms < 1_000; ms++) {
      fake.event({ type: 'progress', jobName: 'disk-usage-scan', serverId: 2, jobId: 'b1' });
      jest.advanceTimersByTime(1);
    }
    expect(events.isFlood()).toBe(true);
  };
  return { run, show, percent, flood };
}

it('follows its run', () => {
  const { run, percent } = setUp();
  expect(percent()).toBe('10 %');
  run.set(running(20));
  expect(percent()).toBe('20 %');
});

it('follows it when it has its turn in a flood', () => {
  const { run, percent, flood } = setUp();
  flood();
  expect(percent()).toBe('10 %');
  run.set(running(20));
  run.set(running(30));
  expect(percent()).toBe('10 %');
  jest.advanceTimersByTime(600);
  expect(percent()).toBe('30 %');
  run.set(running(40));
  expect(percent()).toBe('30 %');
  // It is over.
  jest.advanceTimersByTime(5_000);
  expect(percent()).toBe('40 %');
  run.set(running(50));
  expect(percent()).toBe('50 %');
});

it('shows another run at once also in a flood', () => {
  const { show, percent, flood } = setUp();
  flood();
  expect(percent()).toBe('10 %');
  show({ jobId: 'a2', run: signal({ ...running(70), jobId: 'a2' }) });
  expect(percent()).toBe('70 %');
});
