import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { ConnectionBadgeHarness, FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import { ConnectionBadge } from './connection-badge';

let fake: FakeJobEventsConnection;
let fixture: ComponentFixture<ConnectionBadge>;
let badge: ConnectionBadgeHarness;

beforeEach(async () => {
  jest.useFakeTimers({ now: Date.parse('2026-03-01T14:19:30Z'), doNotFake: ['queueMicrotask'] });
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  fixture = TestBed.createComponent(ConnectionBadge);
  fixture.componentRef.setInput('timeZone', 'UTC');
  badge = await TestbedHarnessEnvironment.harnessForFixture(fixture, ConnectionBadgeHarness);
});
afterEach(() => jest.useRealTimers());

function pass(ms: number): void {
  jest.advanceTimersByTime(ms);
  TestBed.tick();
}

it('tells a connection from its first try to live, with its rate', async () => {
  expect(await badge.getWord()).toBe('Connecting…');
  expect(await badge.getRate()).toBeNull();
  fake.hello();
  for (let count = 0; count < 5; count++)
    fake.event({ type: 'started', jobName: 'sync', serverId: 1, jobId: `${count}` });
  pass(2_000);
  expect(await badge.getWord()).toBe('Live');
  expect(await badge.getRate()).toBe('1/s');
});

it('says after 3 seconds that the connection is lost, and counts down to the next try', async () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', nextTryAt: Date.now() + 6_000 });
  pass(2_000);
  expect(await badge.getWord()).toBe('Live');
  pass(1_000);
  expect(await badge.getWord()).toBe('Reconnecting in 3 s');
  pass(1_000);
  expect(await badge.getWord()).toBe('Reconnecting in 2 s');
  fake.connection({ status: 'reconnecting', attempt: 2 });
  pass(0);
  expect(await badge.getWord()).toBe('Reconnecting…');
});

it('says which tab has the stream, where it is another', async () => {
  fake.hello();
  fake.share.set({ role: 'follower', number: 3, leader: 2 });
  pass(0);
  expect(await badge.getRate()).toBe('through tab 2');
  fake.share.set({ role: 'leader', number: 3, followers: 1 });
  pass(0);
  expect(await badge.getRate()).toBe('0/s');
});

it('says how long nothing was heard', async () => {
  fake.hello();
  fake.connection({ status: 'stale', lastHeardAt: Date.now() - 18_000 });
  pass(0);
  expect(await badge.getWord()).toBe('Quiet for 18 s, checking');
  pass(16_000);
  expect(await badge.getWord()).toBe('Quiet for 34 s, checking');
});

it('says since when there is no network, and that somebody is signed out', async () => {
  fake.connection({ status: 'offline' });
  pass(0);
  expect(await badge.getWord()).toBe('Offline since 14:19');
  fake.deny();
  pass(0);
  expect(await badge.getWord()).toBe('Signed out');
});

it('says for a while that the history was reloaded', async () => {
  fake.hello({ gap: 'evicted' });
  pass(0);
  expect(await badge.getTag()).toBe('History reloaded');
  pass(10_000);
  expect(await badge.getTag()).toBeNull();
});

it('says less on a small screen', async () => {
  fixture.componentRef.setInput('compact', true);
  fake.hello();
  pass(0);
  expect(fixture.nativeElement.querySelector('jw-pulse-ticks')).toBeNull();
  fake.connection({ status: 'reconnecting', nextTryAt: Date.now() + 6_000 });
  pass(3_000);
  expect(await badge.getWord()).toBe('3 s');
});

it('is a button only where it opens something', async () => {
  expect(await badge.isButton()).toBe(false);
  fixture.componentRef.setInput('expanded', false);
  expect(await badge.isButton()).toBe(true);
  const button = (): Element | null => fixture.nativeElement.querySelector('button');
  expect(button()?.getAttribute('aria-expanded')).toBe('false');
  fixture.componentRef.setInput('expanded', true);
  pass(0);
  expect(button()?.getAttribute('aria-expanded')).toBe('true');
});

it('draws a tick for each second, higher where there were more events', () => {
  fake.hello();
  fake.event({ type: 'started', jobName: 'sync', serverId: 1, jobId: 's1' });
  pass(2_000);
  const path = fixture.nativeElement.querySelector('jw-pulse-ticks path').getAttribute('d') as string;
  const heights = [...path.matchAll(/v-(\d+)/g)].map(([, height]) => Number(height));
  expect(heights).toHaveLength(18);
  expect(heights.filter((height) => height > 1)).toHaveLength(1);
});
