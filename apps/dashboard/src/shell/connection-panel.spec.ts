import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { FakeJobEventsConnection } from '@jobwire/angular/testing';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { ConnectionPanel } from './connection-panel';

let fake: FakeJobEventsConnection;
let fixture: ComponentFixture<ConnectionPanel>;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-03-01T14:22:08Z'), doNotFake: ['queueMicrotask'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fake = TestBed.inject(FakeJobEventsConnection);
  fixture = TestBed.createComponent(ConnectionPanel);
});
afterEach(() => jest.useRealTimers());

function pass(ms: number): void {
  TestBed.tick();
  jest.advanceTimersByTime(ms);
  TestBed.tick();
}

const page = (): Element => fixture.nativeElement as Element;
const facts = (): Record<string, string> =>
  Object.fromEntries([...page().querySelectorAll('dt')].map((term) => [textOf(term), textOf(term.nextElementSibling)]));

it('says for how long it is live, when it heard the last ping, and where it is', () => {
  fake.hello();
  pass(4_000);
  expect(textOf(page().querySelector('.head'))).toBe('Live for 4 s Reconnect');
  expect(facts()).toEqual({
    Rate: '0 events/s',
    'Lag, event to page': 'no event yet',
    'Last ping': 'none yet, every 15 s',
    Position: fake.position,
    Reconnects: 'none',
  });
  fake.ping();
  fake.event({ type: 'started', jobName: 'sync', serverId: 1, jobId: 's1' });
  pass(6_000);
  expect(facts()['Position']).toBe(fake.position);
  expect(facts()['Last ping']).toBe('6 s ago, every 15 s');
});

it('says why there is no connection, and which try it is', () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', attempt: 3, why: { code: 'lost' } });
  pass(3_000);
  expect(textOf(page().querySelector('.word'))).toBe('Reconnecting…');
  expect(facts()).toMatchObject({ Why: 'The connection was lost.', Attempt: '3', 'Last heard': '3 s ago' });
});

it('says how long events take to get here', () => {
  fake.hello();
  jest.setSystemTime(Date.now() + 12);
  fake.event({ type: 'started', jobName: 'sync', serverId: 1, jobId: 's1' });
  pass(1_000);
  expect(facts()['Lag, event to page']).toBe('12 ms, p99 12 ms');
});

it('says which tab has the stream', () => {
  fake.hello();
  pass(0);
  expect(facts()).not.toHaveProperty('Stream held by');
  fake.share.set({ role: 'leader', number: 1, followers: 0 });
  pass(0);
  expect(facts()['Stream held by']).toBe('this tab');
  fake.share.set({ role: 'leader', number: 1, followers: 3 });
  pass(0);
  expect(facts()['Stream held by']).toBe('this tab, 3 more listen');
  fake.share.set({ role: 'follower', number: 5, leader: 2 });
  pass(0);
  expect(facts()['Stream held by']).toBe('tab 2, this is tab 5');
});

it('says how often the stream began anew, and what was missed', () => {
  fake.hello();
  fake.hello();
  pass(0);
  expect(facts()['Reconnects']).toBe('1, nothing missed');
  fake.hello({ gap: 'evicted', missed: 4_210 });
  pass(0);
  expect(facts()['Reconnects']).toBe('2, 4,210 events missed');
  fake.hello({ gap: 'restarted' });
  pass(0);
  expect(facts()['Reconnects']).toBe('3, events missed');
});

it('connects anew when asked', () => {
  fake.hello();
  pass(0);
  page().querySelector('button')?.click();
  expect(fake.retries).toBe(1);
});
