import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { ConnectionIcon } from '@jobwire/angular';
import { ConnectionIconHarness } from './connection-icon-harness';

it('reads which icon is drawn', async () => {
  const fixture = TestBed.createComponent(ConnectionIcon);
  fixture.componentRef.setInput('icon', 'live');
  const icon = await TestbedHarnessEnvironment.harnessForFixture(fixture, ConnectionIconHarness);
  expect(await icon.getIcon()).toBe('live');
  fixture.componentRef.setInput('icon', 'offline');
  expect(await icon.getIcon()).toBe('offline');
});
