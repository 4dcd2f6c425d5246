import { TestKey } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { RunSelection, RunsTable } from '@jobwire/angular/runs';
import type { JobRun } from '@jobwire/events';
import { provideFakeJobEvents } from './provide-fake-job-events';
import { RunsTableHarness } from './runs-table-harness';

const run = (jobId: string, more: Partial<JobRun> = {}): JobRun => ({
  jobId,
  jobName: 'sync',
  serverId: 1,
  state: 'completed',
  anomalies: 0,
  ...more,
});

it('reads a table: its rows, what they say and what is selected', async () => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  const fixture = TestBed.createComponent(RunsTable);
  fixture.componentRef.setInput('runs', [run('a1'), run('b2', { state: 'failed', error: 'ENOSPC' })]);
  fixture.componentRef.setInput('selection', new RunSelection());
  fixture.componentRef.setInput('label', 'Backups');
  const table = await TestbedHarnessEnvironment.harnessForFixture(fixture, RunsTableHarness);
  expect([await table.getLabel(), await table.getTotal()]).toEqual(['Backups', 2]);
  expect(await table.getRows()).toHaveLength(2);
  const failed = await table.getRow('b2');
  expect([await failed.getText('state'), await failed.getText('result')]).toEqual(['Failed', 'ENOSPC']);
  await failed.tick();
  expect(await table.getRows({ selected: true })).toHaveLength(1);
  await table.press(TestKey.HOME);
  expect(await (await table.getRow('a1')).isActive()).toBe(true);
});

@Component({
  imports: [RunsTable],
  template: `<jw-runs-table [runs]="[]" /><jw-runs-table label="Backups" [runs]="[]" />`,
})
class Host {}

it('finds a table by what it is called', async () => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  const loader = TestbedHarnessEnvironment.loader(TestBed.createComponent(Host));
  expect(await (await loader.getHarness(RunsTableHarness)).getLabel()).toBe('Runs');
  expect(await loader.getAllHarnesses(RunsTableHarness.with({ label: 'Backups' }))).toHaveLength(1);
  expect(await loader.getHarnessOrNull(RunsTableHarness.with({ label: 'Scans' }))).toBeNull();
});
