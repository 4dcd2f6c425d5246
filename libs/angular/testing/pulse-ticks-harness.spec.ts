import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { PulseTicks } from '@jobwire/angular';
import { FakeJobEventsConnection } from './fake-job-events-connection';
import { provideFakeJobEvents } from './provide-fake-job-events';
import { PulseTicksHarness } from './pulse-ticks-harness';

afterEach(() => jest.useRealTimers());

it('reads the ticks of the pulse', async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  const fake = TestBed.inject(FakeJobEventsConnection);
  const fixture = TestBed.createComponent(PulseTicks);
  fixture.componentRef.setInput('seconds', 4);
  const pulse = await TestbedHarnessEnvironment.harnessForFixture(fixture, PulseTicksHarness);
  expect(await pulse.getTicks()).toEqual([1, 1, 1, 1]);
  fake.hello();
  for (const jobId of ['a1', 'a2', 'a3', 'a4']) fake.event({ type: 'started', jobName: 'sync', serverId: 1, jobId });
  jest.advanceTimersByTime(2_000);
  expect((await pulse.getTicks()).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 12]);
});
