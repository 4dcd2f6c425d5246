import { PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { StoredJobEvent } from '@jobwire/events';
import { JobEvents } from './job-events';
import { GRACE_MS } from './liveness';
import { PATIENCE_MS } from './load-moments';

const progress = { type: 'progress', jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;

function setUp(): { events: JobEvents; fake: FakeJobEventsConnection } {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  return { events: TestBed.inject(JobEvents), fake: TestBed.inject(FakeJobEventsConnection) };
}

function collect<Item>(from: { subscribe(next: (item: Item) => void): unknown }): Item[] {
  const items: Item[] = [];
  from.subscribe((item) => items.push(item));
  return items;
}

describe('the connection', () => {
  it('is one, however many listen', () => {
    const { events, fake } = setUp();
    const first = collect(events.events$);
    const second = collect(events.on({ serverId: [1] }));
    const third = collect(events.on({ serverId: [2] }));
    const event = fake.event(progress);
    expect(fake.starts).toEqual([undefined]);
    expect([first, second, third]).toEqual([[event], [event], []]);
  });

  it('closes with the injector', () => {
    const { fake } = setUp();
    expect(fake.openStreams).toBe(1);
    TestBed.resetTestingModule();
    expect(fake.openStreams).toBe(0);
  });

  it('does not open on a server', () => {
    TestBed.configureTestingModule({
      providers: [provideFakeJobEvents(), { provide: PLATFORM_ID, useValue: 'server' }],
    });
    const events = TestBed.inject(JobEvents);
    expect(TestBed.inject(FakeJobEventsConnection).starts).toEqual([]);
    expect(events.connection().status).toBe('connecting');
  });

  it('is told as a signal', () => {
    const { events, fake } = setUp();
    expect(events.connection().status).toBe('connecting');
    fake.hello();
    expect(events.connection()).toMatchObject({ status: 'live', position: fake.position });
    fake.connection({ status: 'reconnecting', attempt: 2, nextTryAt: 5 });
    expect(events.connection()).toMatchObject({ status: 'reconnecting', attempt: 2, nextTryAt: 5 });
  });

  it('tries at once when asked', () => {
    const { events, fake } = setUp();
    events.retryNow();
    expect([fake.retries, fake.starts.length]).toEqual([1, 1]);
  });

  it('opens again after a refusal when asked, where it left off', () => {
    const { events, fake } = setUp();
    fake.hello();
    const { position } = fake.event(progress);
    fake.deny();
    expect(events.connection()).toMatchObject({ status: 'denied', reason: expect.stringContaining('401') });
    events.retryNow();
    expect(fake.starts).toEqual([undefined, position]);
    fake.hello();
    expect(events.isLive()).toBe(true);
  });

  it('opens again where it left off also where no event came', () => {
    const { events, fake } = setUp();
    fake.hello();
    fake.deny();
    events.retryNow();
    expect(fake.starts).toEqual([undefined, fake.position]);
  });

  it('says so where the stream ends without a refusal', () => {
    const { events, fake } = setUp();
    fake.hello();
    fake.connection({ status: 'reconnecting', why: { code: 'lost' } });
    fake.end();
    const reason = 'The server gives no more events.';
    expect(events.connection()).toMatchObject({ status: 'denied', reason, why: { code: 'other', detail: reason } });
  });

  it('says why where it can never be opened', () => {
    const { events, fake } = setUp();
    fake.end(new TypeError('"wat:" leads nowhere.'));
    expect(events.connection()).toMatchObject({ status: 'denied', reason: '"wat:" leads nowhere.' });
  });
});

describe('batches', () => {
  it('hold what came within a frame', async () => {
    const { events, fake } = setUp();
    const batches = collect<readonly StoredJobEvent[]>(events.batches$);
    const first = fake.event(progress);
    const second = fake.event(progress);
    expect(batches).toEqual([]);
    await fake.frame();
    expect(batches).toEqual([[first, second]]);
  });

  it('come before the gap that follows them', () => {
    const { events, fake } = setUp();
    const order: string[] = [];
    events.batches$.subscribe(() => order.push('batch'));
    events.gaps$.subscribe(() => order.push('gap'));
    fake.event(progress);
    fake.hello({ gap: 'evicted' });
    expect(order).toEqual(['batch', 'gap']);
  });
});

describe('loadNow$', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('waits for the stream', () => {
    const { events, fake } = setUp();
    const moments = collect(events.loadNow$);
    jest.advanceTimersByTime(PATIENCE_MS - 1);
    expect(moments).toHaveLength(0);
    fake.hello();
    expect(moments).toHaveLength(1);
    jest.advanceTimersByTime(PATIENCE_MS);
    expect(moments).toHaveLength(1);
  });

  it('says so at once to who comes later', () => {
    const { events, fake } = setUp();
    fake.hello();
    expect(collect(events.loadNow$)).toHaveLength(1);
  });

  it('says so after a gap, not after a reconnect without one', () => {
    const { events, fake } = setUp();
    const moments = collect(events.loadNow$);
    fake.hello();
    fake.hello();
    expect(moments).toHaveLength(1);
    fake.hello({ gap: 'restarted' });
    expect(moments).toHaveLength(2);
  });

  it('does not wait for a stream that does not open soon, and says so again when it does', () => {
    const { events, fake } = setUp();
    const moments = collect(events.loadNow$);
    jest.advanceTimersByTime(PATIENCE_MS);
    expect(moments).toHaveLength(1);
    fake.hello();
    expect(moments).toHaveLength(2);
  });

  it('does not wait for a stream that cannot be opened', () => {
    const { events, fake } = setUp();
    const moments = collect(events.loadNow$);
    fake.connection({ status: 'reconnecting' });
    fake.connection({ status: 'offline' });
    expect(moments).toHaveLength(1);
  });
});

describe('what the page is told', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-03-01T14:22:08Z') }));
  afterEach(() => jest.useRealTimers());

  it('is a gap with how many events are missing and since when', () => {
    const { events, fake } = setUp();
    const gaps = collect(events.gaps$);
    fake.hello();
    const lostAt = Date.now();
    jest.advanceTimersByTime(60_000);
    fake.hello({ gap: 'evicted', missed: 4_210 });
    expect(gaps).toEqual([{ gap: 'evicted', missed: 4_210, lostAt }]);
  });

  it('is when it was last true, once it is not live', () => {
    const { events, fake } = setUp();
    fake.hello();
    const heardAt = Date.now();
    jest.advanceTimersByTime(5_000);
    fake.connection({ status: 'reconnecting', lastHeardAt: heardAt });
    expect([events.isLive(), events.asOf(), events.waitReason()]).toEqual([true, undefined, undefined]);
    jest.advanceTimersByTime(GRACE_MS);
    expect([events.isLive(), events.asOf()]).toEqual([false, heardAt]);
    expect(events.waitReason()).toMatch(/Not live/);
  });

  it('is that the job server does not answer while the stream is open, and when it is back', () => {
    const { events, fake } = setUp();
    const recovered = collect(events.recovered$);
    const lostAt = Date.now() - 8_000;
    fake.hello({ sourceLostSince: new Date(lostAt).toISOString() });
    expect([events.isLive(), events.isCurrent(), events.asOf()]).toEqual([true, false, lostAt]);
    expect(events.waitReason()).toMatch(/job server does not answer/);
    expect(recovered).toHaveLength(0);
    fake.connection({ status: 'live' });
    expect([events.isCurrent(), events.asOf(), events.waitReason()]).toEqual([true, undefined, undefined]);
    expect(recovered).toHaveLength(1);
  });

  it('was true no later than the server was heard, where its clock is ahead', () => {
    const { events, fake } = setUp();
    fake.hello({ sourceLostSince: new Date(Date.now() + 600_000).toISOString() });
    expect(events.asOf()).toBe(Date.now());
  });

  it('is the newest hello and ping', () => {
    const { events, fake } = setUp();
    fake.hello();
    expect(events.hello()?.heartbeatMs).toBe(15_000);
    fake.ping();
    expect(events.lastPing()).toMatchObject({ heardAt: Date.now(), ping: { type: 'ping' } });
  });

  it('is a pulse of events per second that moves once a second, and stands still in a hidden page', () => {
    const { events, fake } = setUp();
    fake.hello();
    for (let count = 0; count < 10; count++) fake.event(progress);
    jest.advanceTimersByTime(2_000);
    expect(
      events
        .pulse()
        .slice(-3)
        .reduce((sum, count) => sum + count),
    ).toBe(10);
    expect(events.rate()).toBe(2);

    const before = events.pulse();
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    jest.advanceTimersByTime(5_000);
    expect(events.pulse()).toBe(before);
    hidden.mockRestore();
  });

  it('leaves no timer behind', () => {
    const { fake } = setUp();
    fake.hello();
    fake.connection({ status: 'reconnecting' });
    fake.event(progress);
    TestBed.resetTestingModule();
    expect(jest.getTimerCount()).toBe(0);
  });
});
