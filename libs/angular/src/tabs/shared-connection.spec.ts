import { PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Transport } from '@jobwire/client';
import { provideJobEvents, withFetchTransport, withTabSharing, type JobEventsFeature } from '../provide-job-events';
import { JobEvents } from '../stream/job-events';
import { FakeBrowser, turns } from './fake-browser.fixture';

const hello = {
  type: 'hello',
  timestamp: '2026-03-01T12:00:00Z',
  epochMs: 5,
  position: '5-0',
  replay: { count: 0, gap: null },
  heartbeatMs: 15_000,
};

let opened: string[];
const transport: Transport = {
  open: ({ url }, listener) => {
    opened.push(url);
    listener.message({ type: 'hello', id: '5-0', data: JSON.stringify(hello) });
    return () => {};
  },
};
const withFakeTransport = (): JobEventsFeature => ({ settings: { transport } });

let browser: FakeBrowser;

beforeEach(() => {
  opened = [];
  browser = new FakeBrowser();
  const tab = browser.openTab();
  class Channel {
    constructor(name: string) {
      return tab.openChannel(name);
    }
  }
  Object.assign(window, { BroadcastChannel: Channel });
  Object.defineProperty(navigator, 'locks', { value: tab.locks, configurable: true });
  Object.defineProperty(crypto, 'randomUUID', { value: () => tab.newId(), configurable: true });
});
afterEach(() => {
  TestBed.resetTestingModule();
  Reflect.deleteProperty(window, 'BroadcastChannel');
  Reflect.deleteProperty(navigator, 'locks');
});

function start(...features: JobEventsFeature[]): JobEvents {
  TestBed.configureTestingModule({ providers: [provideJobEvents({}, ...features, withFakeTransport())] });
  return TestBed.inject(JobEvents);
}

const locksHeld = (): string[] => [...browser.held.keys()].filter((name) => !name.includes('tab'));

it('makes the first tab the leader, and lets go of everything with the injector', async () => {
  const events = start(withTabSharing());
  await turns();
  expect(events.connection().status).toBe('live');
  expect(events.share()).toEqual({ role: 'leader', number: 1, followers: 0 });
  expect(opened).toEqual(['/api/jobs/events']);
  TestBed.resetTestingModule();
  await turns();
  expect([...browser.held.keys()]).toEqual([]);
});

it('connects by itself where the browser has no locks', () => {
  Reflect.deleteProperty(navigator, 'locks');
  const events = start(withTabSharing());
  expect([events.connection().status, events.share(), opened.length]).toEqual(['live', undefined, 1]);
});

it('does not share where headers are sent and nobody says whose they are', async () => {
  const withHeaders = withFetchTransport({ headers: { Authorization: 'Bearer t' } });
  start(withHeaders, withTabSharing());
  await turns();
  expect([opened.length, locksHeld()]).toEqual([1, []]);
  TestBed.resetTestingModule();

  start(withHeaders, withTabSharing({ user: () => 'mira' }));
  await turns();
  expect(locksHeld()).toHaveLength(1);
});

it('shares with tabs of the same user only', async () => {
  const names: string[] = [];
  for (const user of ['mira', 'jo', 'mira']) {
    start(withTabSharing({ user }));
    await turns();
    names.push(...locksHeld());
    TestBed.resetTestingModule();
    await turns();
  }
  expect(names[0]).not.toBe(names[1]);
  expect(names[0]).toBe(names[2]);
});

it('does not touch the browser on a server', async () => {
  TestBed.configureTestingModule({
    providers: [
      provideJobEvents({}, withTabSharing(), withFakeTransport()),
      { provide: PLATFORM_ID, useValue: 'server' },
    ],
  });
  TestBed.inject(JobEvents);
  await turns();
  expect([opened, [...browser.held.keys()]]).toEqual([[], []]);
});
