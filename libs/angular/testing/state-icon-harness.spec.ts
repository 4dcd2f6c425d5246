import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { StateIcon } from '@jobwire/angular';
import { StateIconHarness } from './state-icon-harness';

@Component({ imports: [StateIcon], template: `<jw-state-icon state="queued" /><jw-state-icon state="failed" />` })
class Host {}

it('finds a state icon by its state', async () => {
  const loader = TestbedHarnessEnvironment.loader(TestBed.createComponent(Host));
  expect(await (await loader.getHarness(StateIconHarness)).getState()).toBe('queued');
  expect(await loader.getAllHarnesses(StateIconHarness.with({ state: 'failed' }))).toHaveLength(1);
  expect(await loader.getHarnessOrNull(StateIconHarness.with({ state: 'done' }))).toBeNull();
});
