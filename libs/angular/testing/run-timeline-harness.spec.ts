import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { RunTimeline } from '@jobwire/angular/runs';
import type { StoredJobEvent } from '@jobwire/events';
import { RunTimelineHarness } from './run-timeline-harness';

const STARTED = Date.parse('2026-03-01T14:18:41Z');

function step(second: number, event: Partial<StoredJobEvent>): StoredJobEvent {
  const epochMs = STARTED + second * 1_000;
  const timestamp = new Date(epochMs).toISOString();
  return {
    jobName: 'scan',
    serverId: 1,
    jobId: 'a1',
    timestamp,
    position: `${epochMs}-0`,
    epochMs,
    ...event,
  } as StoredJobEvent;
}

const odd = (second: number): StoredJobEvent =>
  step(second, { type: 'anomaly_detected', data: { severity: 'low', summary: `odd ${second}` } });

async function draw(events: readonly StoredJobEvent[]) {
  const fixture = TestBed.createComponent(RunTimeline);
  fixture.componentRef.setInput('events', events);
  fixture.componentRef.setInput('timeZone', 'UTC');
  const timeline = await TestbedHarnessEnvironment.harnessForFixture(fixture, RunTimelineHarness);
  return { fixture, timeline };
}

it('reads the steps of a run, with all progress in one', async () => {
  const { timeline } = await draw([
    step(0, { type: 'started' }),
    step(60, { type: 'progress', progress: { percent: 31 } }),
    step(207, { type: 'progress', progress: { percent: 62.2 } }),
    step(210, { type: 'failed', error: 'ENOSPC: no space left' }),
  ]);
  expect(await timeline.getSteps()).toEqual([
    { icon: 'running', word: 'Started', detail: '', time: '14:18:41' },
    { icon: 'running', word: '62\u00a0%', detail: '2 progress events, folded', time: '14:22:08' },
    { icon: 'failed', word: 'Failed', detail: 'ENOSPC: no space left', time: '14:22:11' },
  ]);
  expect(await timeline.getFold()).toBeNull();
});

it('opens the fold of a long run, until another run is shown', async () => {
  const events = Array.from({ length: 60 }, (_, second) => odd(second));
  const { fixture, timeline } = await draw(events);
  expect(await timeline.getFold()).toBe('Show 10 more');
  expect(await timeline.getSteps()).toHaveLength(50);
  await timeline.showAll();
  expect([(await timeline.getSteps()).length, await timeline.getFold()]).toEqual([60, null]);
  fixture.componentRef.setInput('events', [...events, odd(60)]);
  expect(await timeline.getFold()).toBeNull();
  fixture.componentRef.setInput(
    'events',
    events.map((event) => ({ ...event, jobId: 'b2' })),
  );
  expect(await timeline.getFold()).toBe('Show 10 more');
});

it('leaves nothing out where all is asked for', async () => {
  const { fixture, timeline } = await draw(Array.from({ length: 60 }, (_, second) => odd(second)));
  fixture.componentRef.setInput('whole', true);
  expect(await timeline.getSteps()).toHaveLength(60);
});
