import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { JobEvents } from '@jobwire/angular';
import { FakeJobEventsConnection } from '@jobwire/angular/testing';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { ConnectionBar } from './connection-bar';
import { LiveRegion } from './live-region';

const now = Date.parse('2026-03-01T14:22:08Z');

let fake: FakeJobEventsConnection;
let fixture: ComponentFixture<ConnectionBar>;
let announced: jest.SpyInstance;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  jest.useFakeTimers({ now, doNotFake: ['queueMicrotask'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fake = TestBed.inject(FakeJobEventsConnection);
  announced = jest.spyOn(TestBed.inject(LiveRegion), 'announce');
  fixture = TestBed.createComponent(ConnectionBar);
});
afterEach(() => {
  jest.useRealTimers();
  localStorage.clear();
});

function pass(ms: number): void {
  TestBed.tick();
  jest.advanceTimersByTime(ms);
  TestBed.tick();
}

const said = (): unknown[] => announced.mock.calls.map(([sentence, how]) => [sentence, how]);
const bar = (): Element | null => (fixture.nativeElement as Element).querySelector('.bar');
const button = (): HTMLButtonElement | null | undefined => bar()?.querySelector('button');

it('is not there before the first connection, nor while it is live', () => {
  pass(1_000);
  expect(bar()).toBeNull();
  fake.hello();
  pass(1_000);
  expect(bar()).toBeNull();
});

it('comes three seconds after the connection was lost, and counts down', () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', attempt: 1, nextTryAt: now + 6_000 });
  pass(2_999);
  expect(bar()).toBeNull();
  pass(1);
  expect(textOf(bar())).toContain('Connection lost. Reconnecting in 3 s, attempt 1.');
  pass(1_000);
  expect(textOf(bar())).toContain('Reconnecting in 2 s,');
});

it('tries at once when asked', () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', attempt: 1 });
  pass(3_000);
  button()?.click();
  expect(fake.retries).toBe(1);
});

it('says for four seconds that the page is live again', () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', attempt: 1 });
  pass(3_000);
  fake.hello();
  pass(0);
  expect(textOf(bar())).toBe('Live again, nothing was missed.');
  pass(3_999);
  expect(bar()).not.toBeNull();
  pass(1);
  expect(bar()).toBeNull();
});

it('stays after a gap until it is closed', () => {
  fake.hello();
  fake.hello({ gap: 'evicted', missed: 4_210 });
  pass(60_000);
  expect(textOf(bar())).toMatch(/^4,210 events were missed while you were away/);
  button()?.click();
  pass(0);
  expect(bar()).toBeNull();
});

it('tells trouble before a gap, and the gap after the trouble', () => {
  fake.hello();
  fake.hello({ gap: 'restarted' });
  fake.connection({ status: 'offline' });
  pass(0);
  expect(textOf(bar())).toContain('You are offline.');
  fake.hello();
  pass(0);
  expect(textOf(bar())).toContain('history began anew');
});

it('says for how long the job server does not answer, and that nothing was missed', () => {
  fake.hello();
  fake.connection({ status: 'live', sourceLostSince: new Date(now - 14_000).toISOString() });
  pass(0);
  expect(textOf(bar())).toMatch(/^The job server does not answer or has lost Redis\. .* for 14 s$/);
  pass(1_000);
  expect(textOf(bar())).toMatch(/ for 15 s$/);
  fake.connection({ status: 'live' });
  pass(0);
  expect(textOf(bar())).toBe('Live again, nothing was missed.');
});

it('tells lists how much room to leave below their last row, as long as it is there', () => {
  const room = (): string => document.documentElement.style.getPropertyValue('--notice-room');
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 46 });
  fake.hello();
  pass(0);
  expect(room()).toBe('');
  fake.connection({ status: 'offline' });
  pass(0);
  expect(room()).toBe('70px');
  Reflect.deleteProperty(HTMLElement.prototype, 'offsetHeight');
  fake.hello();
  pass(0);
  pass(5_000);
  expect([bar(), room()]).toEqual([null, '']);
});

it('leads from a gap to the runs of that time', () => {
  fake.hello();
  jest.setSystemTime(now + 60_000);
  fake.hello({ gap: 'evicted', missed: 7 });
  pass(0);
  const link = bar()?.querySelector('a');
  expect([textOf(link), link?.getAttribute('href')]).toEqual(['Show the gap', `/runs?from=${now}&to=${now + 60_000}`]);
});

it('says to who is signed out what to do, at once', () => {
  fake.deny();
  pass(0);
  expect(bar()?.getAttribute('data-tone')).toBe('fail');
  expect(textOf(bar())).toContain('You are signed out.');
  expect(textOf(button())).toBe('Sign in again');
  expect(said()).toEqual([['You are signed out.', 'assertive']]);
});

it('is read out once, without the countdown, and when it is live again', () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', attempt: 1, nextTryAt: now + 20_000 });
  for (let second = 0; second < 15; second++) pass(1_000);
  expect(said()).toEqual([['Connection lost. Reconnecting.', 'polite']]);
  fake.hello();
  pass(0);
  pass(5_000);
  expect(said().slice(1)).toEqual([['Live again, nothing was missed.', 'polite']]);
  expect((fixture.nativeElement as Element).querySelector('[role=status]')?.getAttribute('aria-live')).toBe('off');
});

it.each([
  [3_601_000, "The clock of this computer is 1 h ahead of the server's."],
  [-181_000, "The clock of this computer is 3 m behind the server's."],
  [60_000, undefined],
])(
  'says that a clock is %d ms ahead where that makes the times of the page wrong, until it was read',
  (ms, expected) => {
    fake.hello();
    fake.ping();
    const server = TestBed.inject(JobEvents).lastPing()?.ping.epochMs ?? 0;
    jest.setSystemTime(server + ms);
    fake.ping();
    pass(1_000);
    // It may have waited while the computer slept.
    expect(bar()).toBeNull();
    jest.setSystemTime(server + ms);
    fake.ping();
    pass(1_000);
    expect(bar()?.querySelector('b')?.textContent).toBe(expected);
    button()?.click();
    fake.ping();
    pass(1_000);
    expect(bar()).toBeNull();
  },
);
