import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { FakeJobEventsConnection } from '@jobwire/angular/testing';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { ConnectionBar } from './connection-bar';

const now = Date.parse('2026-03-01T14:22:08Z');

let fake: FakeJobEventsConnection;
let fixture: ComponentFixture<ConnectionBar>;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  jest.useFakeTimers({ now, doNotFake: ['queueMicrotask'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fake = TestBed.inject(FakeJobEventsConnection);
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

it('is read out, and marked as what it is', () => {
  fake.deny();
  pass(0);
  expect(bar()?.getAttribute('data-tone')).toBe('fail');
  expect(bar()?.parentElement?.getAttribute('role')).toBe('status');
  expect(textOf(bar())).toContain('You are signed out.');
});
