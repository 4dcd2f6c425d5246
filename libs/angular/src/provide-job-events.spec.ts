import { TestBed } from '@angular/core/testing';
import { provideJobEvents, withFetchTransport, withReconnect } from './provide-job-events';
import { JobEvents } from './stream/job-events';

/** jsdom has no EventSource. This one is opened and closed by the test. */
class FakeEventSource extends EventTarget {
  static readonly opened: FakeEventSource[] = [];
  readyState = 0;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  say(type: string, id: string, data: object): void {
    this.readyState = 1;
    this.dispatchEvent(new MessageEvent(type, { lastEventId: id, data: JSON.stringify(data) }));
  }

  break(): void {
    this.dispatchEvent(new Event('error'));
  }

  close(): void {
    this.readyState = 2;
  }
}

const hello = {
  type: 'hello',
  timestamp: '2026-03-01T12:00:00Z',
  epochMs: 5,
  position: '5-0',
  replay: { count: 0, gap: null },
  heartbeatMs: 15_000,
};

const started = {
  type: 'started',
  timestamp: '2026-03-01T12:00:00Z',
  epochMs: 5,
  position: '5-1',
  jobName: 'sync',
  serverId: 1,
  jobId: 's1',
};

beforeEach(() => {
  jest.useFakeTimers();
  FakeEventSource.opened.length = 0;
  Object.assign(globalThis, { EventSource: FakeEventSource });
});
afterEach(() => {
  jest.useRealTimers();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

it("reads the gateway's stream by EventSource, and goes on after the last event when it was lost", () => {
  TestBed.configureTestingModule({
    providers: [provideJobEvents({}, withReconnect({ initialDelayMs: 200, jitter: 0 }))],
  });
  const events = TestBed.inject(JobEvents);
  const heard: string[] = [];
  events.events$.subscribe(({ position }) => heard.push(position));

  FakeEventSource.opened[0]?.say('hello', '5-0', hello);
  FakeEventSource.opened[0]?.say('job', '5-1', started);
  expect([events.connection().status, heard]).toEqual(['live', ['5-1']]);

  FakeEventSource.opened[0]?.break();
  expect(events.connection().status).toBe('reconnecting');
  jest.advanceTimersByTime(200);
  expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(['/api/jobs/events', '/api/jobs/events?since=5-1']);
});

it('does not wait for the next try when asked', () => {
  TestBed.configureTestingModule({ providers: [provideJobEvents({ url: '/elsewhere' })] });
  const events = TestBed.inject(JobEvents);
  FakeEventSource.opened[0]?.break();
  events.retryNow();
  expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(['/elsewhere', '/elsewhere']);
});

it('reads it by fetch where headers have to be sent', async () => {
  const fetch = jest
    .fn<Promise<Response>, Parameters<typeof globalThis.fetch>>()
    .mockReturnValue(new Promise(() => {}));
  const feature = withFetchTransport({ headers: { Authorization: 'Bearer t' }, fetch });
  TestBed.configureTestingModule({ providers: [provideJobEvents({ url: 'http://127.0.0.1/events' }, feature)] });
  TestBed.inject(JobEvents);
  await Promise.resolve();
  expect(FakeEventSource.opened).toHaveLength(0);
  expect(fetch).toHaveBeenCalledWith(
    'http://127.0.0.1/events',
    expect.objectContaining({ headers: { Authorization: 'Bearer t', Accept: 'text/event-stream' } }),
  );
});
