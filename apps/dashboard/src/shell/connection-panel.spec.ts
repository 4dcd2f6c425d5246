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
    'Last ping': 'none yet, every 15 s',
    'Last heard': '4 s ago',
    Position: fake.position,
  });
  fake.ping();
  pass(6_000);
  expect(facts()['Last ping']).toBe('6 s ago, every 15 s');
});

it('says why there is no connection, and which try it is', () => {
  fake.hello();
  fake.connection({ status: 'reconnecting', attempt: 3, reason: 'The connection was lost.' });
  pass(3_000);
  expect(textOf(page().querySelector('.word'))).toBe('Reconnecting…');
  expect(facts()).toMatchObject({ Why: 'The connection was lost.', Attempt: '3' });
});

it('connects anew when asked', () => {
  fake.hello();
  pass(0);
  page().querySelector('button')?.click();
  expect(fake.retries).toBe(1);
});
