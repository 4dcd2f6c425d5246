import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { RunSparkline } from '@jobwire/angular';
import { RunSparklineHarness } from './run-sparkline-harness';

it('reads a sparkline: its sentence and its bars', async () => {
  const fixture = TestBed.createComponent(RunSparkline);
  fixture.componentRef.setInput('runs', [
    { state: 'completed', durationMs: 72_000 },
    { state: 'failed', durationMs: 1_000 },
    { state: 'completed', durationMs: 166_000 },
  ]);
  fixture.componentRef.setInput('usualMs', 72_000);
  const sparkline = await TestbedHarnessEnvironment.harnessForFixture(fixture, RunSparklineHarness);
  expect(await sparkline.getText()).toBe('3 runs, 1 failed, median 1 m 12 s');
  expect(await sparkline.getBarCount()).toBe(3);
  expect(await sparkline.getBarKinds()).toEqual(['done', 'failed', 'slow']);
  fixture.componentRef.setInput('runningMs', 48_000);
  expect(await sparkline.getBarKinds()).toEqual(['done', 'failed', 'slow', 'running']);
});
