import { Subject } from 'rxjs';
import { jobEvents, type JobEventsOptions } from './job-events.ts';
import { FakeTransport } from './testing/fake-transport.ts';
import { WatchedStream } from './testing/watched-stream.ts';

const watch = (options: Partial<JobEventsOptions> = {}) => new WatchedStream(new FakeTransport(), options);

/** A stream that is live at 10-0. */
function live(options: Partial<JobEventsOptions> = {}): WatchedStream {
  const stream = watch(options);
  stream.transport.last.hello('10-0');
  return stream;
}

describe('jobEvents', () => {
  describe('what it asks for', () => {
    it('opens nothing until somebody subscribes', () => {
      const transport = new FakeTransport();
      jobEvents({ url: '/api/jobs/events', transport });
      expect(transport.connections).toHaveLength(0);
    });

    it('asks for the filter, also where the address has a query already', () => {
      const { transport } = watch({ url: '/events?a=1', filter: { serverId: [1, 2], type: ['failed'] } });
      expect(transport.last.request).toEqual({ url: '/events?a=1&serverId=1%2C2&type=failed' });
    });

    it('begins after a position', () => {
      expect(watch({ since: '10-2' }).transport.last.request).toEqual({
        url: '/api/jobs/events',
        lastPosition: '10-2',
      });
    });

    it('begins at a time, and asks for the position that hello gave as soon as it has one', () => {
      const { transport, clock } = watch({ since: 1_763_900_000_000 });
      expect(transport.last.request).toEqual({ url: '/api/jobs/events?since=1763900000000' });
      transport.last.end();
      clock.advance(2_000);
      expect(transport.last.request).toEqual({ url: '/api/jobs/events?since=1763900000000' });
      transport.last.hello('1763899999999-9007199254740991');
      transport.last.end();
      clock.advance(5_000);
      expect(transport.last.request).toEqual({
        url: '/api/jobs/events',
        lastPosition: '1763899999999-9007199254740991',
      });
    });

    it.each(['', 'yesterday', '1763900000000', -1, 1.5, NaN, 9e15])('refuses to begin at %p', (since) => {
      expect(() => jobEvents({ url: '/', since, transport: new FakeTransport() })).toThrow(TypeError);
    });

    it('gives each subscriber a connection of its own', () => {
      const { stream, transport } = live();
      const second = stream.subscribe();
      expect(transport.openConnections).toBe(2);
      second.unsubscribe();
      expect(transport.openConnections).toBe(1);
    });

    it('errors where the transport cannot work at all', () => {
      const transport = new FakeTransport(() => {
        throw new TypeError('Invalid URL');
      });
      const stream = new WatchedStream(transport);
      expect(stream.error).toEqual(new TypeError('Invalid URL'));
      expect([stream.clock.pending, stream.environment.watchers]).toEqual([0, 0]);
    });
  });

  describe('what it gives', () => {
    it('is connecting, then live after hello, and gives events and pings', () => {
      const stream = watch();
      expect(stream.states).toEqual([{ status: 'connecting', attempt: 1, since: stream.clock.now() }]);
      stream.clock.advance(70);
      stream.transport.last.hello('10-0');
      stream.transport.last.job('11-0');
      stream.transport.last.ping('11-0');
      expect(stream.items.map(({ kind }) => kind)).toEqual(['connection', 'hello', 'connection', 'event', 'ping']);
      const now = stream.clock.now();
      expect(stream.state).toEqual({ status: 'live', attempt: 0, since: now, lastHeardAt: now, position: '10-0' });
      expect(stream.hellos[0]).toMatchObject({ gap: null, reconnected: false, hello: { position: '10-0' } });
      expect(stream.events[0]).toMatchObject({ type: 'progress', position: '11-0', jobId: 'a1' });
    });

    it('drops what it has seen', () => {
      const stream = live();
      for (const id of ['11-0', '11-0', '10-5', '12-0', '11-0', '12-1']) stream.transport.last.job(id);
      expect(stream.positions).toEqual(['11-0', '12-0', '12-1']);
    });

    it('lets pass what it does not know or cannot read, and goes on after it', () => {
      const stream = live();
      const { last } = stream.transport;
      last.send('job', '11-0', '{"type":"paused","position":"11-0"}');
      last.send('job', '12-0', '{"type":');
      last.send('log', '12-5', '{}');
      last.send('ping', '12-6', '');
      last.job('13-0');
      expect(stream.positions).toEqual(['13-0']);
      last.send('job', '14-0', '');
      last.end();
      stream.clock.advance(2_000);
      expect(stream.transport.last.request.lastPosition).toBe('14-0');
      expect(stream.error).toBeUndefined();
    });

    it('moves on with pings, so that a quiet or filtered stream resumes without a gap', () => {
      const stream = live();
      stream.transport.last.ping('500-0');
      stream.transport.last.ping('400-0');
      stream.transport.last.end();
      stream.clock.advance(2_000);
      expect(stream.transport.last.request.lastPosition).toBe('500-0');
    });

    it('says when the gateway has lost its job server, and when it has it back', () => {
      const stream = live();
      const sourceLostSince = '2026-03-01T12:00:00Z';
      stream.transport.last.ping('10-0', { sourceLostSince });
      stream.transport.last.ping('10-0', { sourceLostSince });
      stream.transport.last.ping('10-0');
      expect(stream.states.slice(-2)).toMatchObject([{ status: 'live', sourceLostSince }, { status: 'live' }]);
      expect(stream.states).toHaveLength(4);
      expect(stream.state).not.toHaveProperty('sourceLostSince');
    });

    it('knows it from hello too, and forgets it with the connection', () => {
      const stream = watch();
      stream.transport.last.hello('10-0', { sourceLostSince: '2026-03-01T12:00:00Z' });
      expect(stream.state).toHaveProperty('sourceLostSince');
      stream.transport.last.end();
      expect(stream.state).not.toHaveProperty('sourceLostSince');
    });
  });

  describe('a gap', () => {
    it('is told once with the hello that has it, and the stream goes on from the start that hello gives', () => {
      const stream = live({ since: '5-0' });
      stream.transport.last.job('11-0');
      stream.transport.last.end();
      stream.clock.advance(2_000);
      stream.transport.last.hello('300-0', { gap: 'evicted' });
      stream.transport.last.job('300-0');
      stream.transport.last.job('301-0');
      expect(stream.hellos.at(-1)).toMatchObject({ gap: 'evicted', reconnected: true });
      expect(stream.positions).toEqual(['11-0', '301-0']);
    });

    it('may go back where the server began anew', () => {
      const stream = live();
      stream.transport.last.job('500-0');
      stream.transport.last.end();
      stream.clock.advance(2_000);
      stream.transport.last.hello('20-0', { gap: 'restarted' });
      stream.transport.last.job('21-0');
      stream.transport.last.end();
      stream.clock.advance(5_000);
      expect(stream.positions).toEqual(['500-0', '21-0']);
      expect(stream.transport.last.request.lastPosition).toBe('21-0');
    });

    it('is noticed where a proxy dropped the question and the server starts at its newest event', () => {
      const stream = live();
      stream.transport.last.end();
      stream.clock.advance(2_000);
      stream.transport.last.hello('900-0');
      expect(stream.hellos.at(-1)).toMatchObject({ gap: 'unknown' });
    });
  });

  describe('a lost connection', () => {
    it('is tried again after 1.5 s, then twice as long each time up to 30 s', () => {
      const stream = watch();
      const waits = Array.from({ length: 7 }, () => {
        stream.transport.last.end();
        const { wait = 0 } = stream;
        stream.clock.advance(wait);
        return wait;
      });
      expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 20_000, 20_000, 20_000]);
      expect(stream.transport.connections).toHaveLength(8);
      expect(stream.transport.mostOpen).toBe(1);
    });

    it('is not tried again before its time', () => {
      const stream = watch();
      stream.luck = 1;
      stream.transport.last.end();
      stream.clock.advance(2_249);
      expect(stream.transport.connections).toHaveLength(1);
      stream.clock.advance(1);
      expect(stream.transport.connections).toHaveLength(2);
    });

    it('tells each step', () => {
      const stream = live();
      const from = stream.clock.now();
      stream.clock.advance(100);
      stream.transport.last.end({ why: { code: 'ended' } });
      stream.clock.advance(1_500);
      stream.transport.last.end({ status: 502 });
      stream.clock.advance(3_000);
      stream.transport.last.hello('10-0');
      const lost = { status: 'reconnecting', since: from + 100, position: '10-0', lastHeardAt: from };
      const ended = { reason: 'The server ended the stream.', why: { code: 'ended' } };
      const bad = { reason: 'The server answered with status 502.', why: { code: 'answered', status: 502 } };
      expect(stream.states.slice(2)).toEqual([
        { ...lost, attempt: 1, nextTryAt: from + 1_600, ...ended },
        { ...lost, attempt: 1, ...ended },
        { ...lost, attempt: 2, nextTryAt: from + 4_600, ...bad },
        { ...lost, attempt: 2, ...bad },
        { status: 'live', since: from + 4_600, attempt: 0, position: '10-0', lastHeardAt: from + 4_600 },
      ]);
    });

    it('says so at the first try that fails', () => {
      const stream = watch();
      stream.transport.last.end();
      stream.clock.advance(1_500);
      expect(stream.states.map(({ status, attempt }) => [status, attempt])).toEqual([
        ['connecting', 1],
        ['reconnecting', 2],
        ['reconnecting', 2],
      ]);
    });

    it('is forgotten after a healthy minute, not before', () => {
      const stream = watch();
      const liveFor = (ms: number): number | undefined => {
        stream.transport.last.hello('10-0');
        for (let lived = 0; lived < ms; lived += 10_000) {
          stream.clock.advance(10_000);
          stream.transport.last.ping('10-0');
        }
        stream.transport.last.end();
        const { wait } = stream;
        stream.clock.advance(wait ?? 0);
        return wait;
      };
      expect([liveFor(0), liveFor(50_000), liveFor(50_000), liveFor(60_000), liveFor(0)]).toEqual([
        1_500, 3_000, 6_000, 1_500, 3_000,
      ]);
    });

    it('waits longer where the server says so with retry', () => {
      const stream = live();
      stream.transport.last.retry(8_000);
      stream.transport.last.end();
      expect(stream.wait).toBe(8_000);
    });

    it('is closed before the next one is opened, also where it ends while it opens', () => {
      const transport = new FakeTransport((connection) => connection.end({ status: 500 }));
      const stream = new WatchedStream(transport);
      stream.clock.advance(10_000);
      expect(transport.connections).toHaveLength(3);
      expect([transport.openConnections, transport.mostOpen]).toEqual([0, 1]);
    });

    it('is not listened to any more', () => {
      const stream = live();
      const [first] = stream.transport.connections;
      first?.end();
      stream.clock.advance(1_500);
      stream.transport.last.hello('10-0');
      const before = stream.items.length;
      first?.job('99-0');
      first?.end({ status: 401 });
      first?.retry(25_000);
      expect(stream.items).toHaveLength(before);
    });

    it('is one that does not say hello in time, or says something else first', () => {
      const stream = watch();
      stream.clock.advance(15_000);
      expect(stream.state).toMatchObject({ status: 'reconnecting', reason: expect.stringContaining('hello') });
      expect(stream.transport.openConnections).toBe(0);
      stream.clock.advance(1_500);
      stream.transport.last.job('11-0');
      expect(stream.state).toMatchObject({
        status: 'reconnecting',
        reason: expect.stringContaining('begin with hello'),
      });
      stream.clock.advance(3_000);
      stream.transport.last.send('hello', '10-0', '{}');
      expect(stream.state).toMatchObject({ status: 'reconnecting', reason: expect.stringContaining('read') });
      expect(stream.positions).toEqual([]);
      expect(stream.transport.openConnections).toBe(0);
    });
  });

  describe('a silent connection', () => {
    it('is stale after a missed ping and dead after the second, and is tried again at once', () => {
      const stream = live();
      stream.clock.advance(17_999);
      expect(stream.statuses).toEqual(['connecting', 'live']);
      stream.clock.advance(1);
      expect(stream.statuses.slice(2)).toEqual(['stale']);
      expect(stream.transport.connections).toHaveLength(1);
      stream.clock.advance(15_000);
      expect(stream.statuses.slice(3)).toEqual(['reconnecting']);
      expect(stream.transport.connections).toHaveLength(2);
      expect(stream.transport.openConnections).toBe(1);
      expect(stream.state).toMatchObject({ attempt: 1, reason: 'The server went silent.', why: { code: 'silent' } });
    });

    it('is live again with any message', () => {
      const stream = live();
      stream.clock.advance(20_000);
      stream.transport.last.job('11-0');
      expect(stream.statuses.slice(2)).toEqual(['stale', 'live']);
      expect(stream.state).not.toHaveProperty('reason');
      expect(stream.positions).toEqual(['11-0']);
    });

    it('counts as a failure', () => {
      const stream = live();
      stream.clock.advance(33_000);
      stream.transport.last.end();
      expect(stream.wait).toBe(3_000);
    });
  });

  describe('a stream that is held back on its way', () => {
    /** A stream whose transport has another way to go. */
    function heldBack(options: Partial<JobEventsOptions> = {}) {
      const pages = new FakeTransport();
      const stream = new WatchedStream(new FakeTransport(() => {}, pages), { since: '10-0', ...options });
      return { stream, pages };
    }

    /** Opened, and left without hello. */
    function inPages() {
      const { stream, pages } = heldBack();
      stream.clock.advance(15_000 + 1_500);
      pages.last.hello('10-0');
      return { stream, pages };
    }

    it('goes on in pages where hello does not come in time, and says so', () => {
      const { stream, pages } = inPages();
      pages.last.job('11-0');
      expect(pages.last.request).toEqual({ url: '/api/jobs/events', lastPosition: '10-0' });
      expect(stream.positions).toEqual(['11-0']);
      expect(stream.state).toMatchObject({ status: 'live', reason: expect.stringContaining('holds the stream back') });
      expect(stream.transport.openConnections).toBe(0);
    });

    it('goes on in pages where hello comes and then nothing, twice', () => {
      const { stream, pages } = heldBack();
      for (let connection = 1; connection <= 2; connection++) {
        expect(pages.connections).toHaveLength(0);
        stream.transport.last.hello('10-0');
        stream.clock.advance(33_000);
      }
      expect([pages.openConnections, stream.transport.openConnections]).toEqual([1, 0]);
    });

    it('is not one that went silent after a ping: that was the network', () => {
      const { stream, pages } = heldBack();
      for (let connection = 1; connection <= 3; connection++) {
        stream.transport.last.hello('10-0');
        stream.transport.last.ping('10-0');
        stream.clock.advance(33_000);
      }
      expect(pages.connections).toHaveLength(0);
    });

    it('is not one that is refused or lost', () => {
      const { stream, pages } = heldBack();
      for (let failures = 0; failures < 5; failures++) {
        stream.transport.last.end({ status: 502 });
        stream.clock.advance(stream.wait ?? 0);
      }
      expect(pages.connections).toHaveLength(0);
    });

    it('is tried again soon, as the server may only have been busy', () => {
      const { stream, pages } = inPages();
      stream.clock.advance(20_000);
      expect([pages.openConnections, stream.transport.openConnections]).toEqual([0, 1]);
      stream.transport.last.hello('10-0');
      expect(stream.state?.status).toBe('live');
      expect(stream.state).not.toHaveProperty('reason');
    });

    it('is tried again after ten minutes from then on, also when the pages were lost meanwhile', () => {
      const { stream, pages } = inPages();
      stream.clock.advance(20_000 + 15_000);
      stream.clock.advance(stream.wait ?? 0);
      pages.last.hello('10-0');
      for (let lost = 0; lost < 6; lost++) {
        stream.clock.advance(10_000);
        pages.last.end();
        stream.clock.advance(stream.wait ?? 0);
        pages.last.hello('10-0');
        for (let pings = 0; pings < 4; pings++) {
          stream.clock.advance(10_000);
          pages.last.ping('10-0');
        }
      }
      const before = stream.transport.connections.length;
      for (let pings = 0; pings < 40 && stream.transport.connections.length === before; pings++) {
        pages.last.ping('10-0');
        stream.clock.advance(10_000);
      }
      expect(stream.transport.connections).toHaveLength(before + 1);
      expect(pages.openConnections).toBe(0);
      stream.transport.last.hello('10-0');
      expect(stream.state?.status).toBe('live');
      expect(stream.state).not.toHaveProperty('reason');
    });

    it('is tried again at once where there are no pages either', () => {
      const { stream, pages } = heldBack();
      stream.clock.advance(15_000 + 1_500);
      pages.last.end({ status: 502 });
      stream.clock.advance(stream.wait ?? 0);
      expect([pages.openConnections, stream.transport.openConnections]).toEqual([0, 1]);
    });

    it('ends for good where the pages are refused', () => {
      const { stream, pages } = inPages();
      pages.last.end({ status: 401 });
      expect(stream.state?.status).toBe('denied');
      expect(stream.held + pages.openConnections).toBe(0);
    });

    it('leaves nothing open when its subscriber goes', () => {
      const { stream, pages } = inPages();
      stream.subscription.unsubscribe();
      expect(stream.held + pages.openConnections).toBe(0);
    });
  });

  describe('the network', () => {
    it('goes: offline, and back with the first try at once', () => {
      const stream = live();
      stream.environment.goOffline();
      expect(stream.state).toMatchObject({ status: 'offline' });
      stream.transport.last.end();
      expect(stream.state).toMatchObject({ status: 'offline', attempt: 1, nextTryAt: expect.any(Number) });
      stream.environment.goOnline();
      expect(stream.transport.connections).toHaveLength(2);
      stream.transport.last.hello('10-0');
      expect(stream.statuses.slice(2)).toEqual(['offline', 'offline', 'reconnecting', 'live']);
    });

    it('comes back under a connection of which nothing was heard since: a new one is opened', () => {
      const stream = live();
      stream.environment.goOffline();
      stream.environment.goOnline();
      expect(stream.transport.connections).toHaveLength(2);
      expect(stream.transport.mostOpen).toBe(1);
    });

    it('is not believed to be away where messages come', () => {
      const stream = live();
      stream.environment.goOffline();
      stream.transport.last.ping('11-0');
      expect(stream.state?.status).toBe('live');
      stream.environment.goOnline();
      expect(stream.transport.connections).toHaveLength(1);
    });

    it('is away from the start: tried all the same, and said', () => {
      const transport = new FakeTransport();
      const offline = { isOnline: () => false, watch: () => () => {} };
      const stream = new WatchedStream(transport, { environment: offline });
      expect(stream.statuses).toEqual(['offline']);
      transport.last.end();
      expect(stream.statuses).toEqual(['offline', 'offline']);
      stream.clock.advance(1_500);
      transport.last.hello('10-0');
      expect(stream.state?.status).toBe('live');
    });

    it('stays offline, not stale, while it is away', () => {
      const stream = live();
      stream.environment.goOffline();
      stream.clock.advance(20_000);
      expect(stream.statuses.slice(2)).toEqual(['offline']);
    });
  });

  describe('waking up', () => {
    it.each([
      ['the page becomes visible', (stream: WatchedStream) => stream.environment.wake()],
      ['the clock has jumped', (stream: WatchedStream) => (stream.clock.sleep(60_000), stream.clock.advance(5_000))],
    ])('ends the wait when %s', (_how, wake) => {
      const stream = watch();
      for (let failures = 0; failures < 5; failures++) {
        stream.transport.last.end();
        if (failures < 4) stream.clock.advance(stream.wait ?? 0);
      }
      expect(stream.wait).toBe(20_000);
      const before = stream.transport.connections.length;
      wake(stream);
      expect(stream.transport.connections).toHaveLength(before + 1);
      expect(stream.state).not.toHaveProperty('nextTryAt');
    });

    it('allows a connection one missed ping, then replaces it at once', () => {
      const stream = live();
      stream.clock.sleep(3_600_000);
      stream.clock.advance(5_000);
      expect(stream.state?.status).toBe('stale');
      stream.clock.advance(17_999);
      expect(stream.transport.connections).toHaveLength(1);
      stream.clock.advance(1);
      expect(stream.transport.connections).toHaveLength(2);
      expect(stream.state?.status).toBe('reconnecting');
    });

    it('keeps a connection that goes on', () => {
      const stream = live();
      stream.clock.sleep(3_600_000);
      stream.clock.advance(5_000);
      stream.transport.last.ping('11-0');
      stream.clock.advance(17_000);
      expect(stream.state?.status).toBe('live');
      expect(stream.transport.connections).toHaveLength(1);
    });

    it('changes nothing for a live connection after a short nap', () => {
      const stream = live();
      stream.environment.wake();
      stream.clock.advance(17_000);
      expect(stream.statuses).toEqual(['connecting', 'live']);
    });
  });

  describe('what the server asks for', () => {
    it('leaves it alone for Retry-After, even after waking up', () => {
      const stream = watch();
      stream.luck = 0.5;
      stream.transport.last.end({ status: 503, retryAfterMs: 60_000 });
      expect(stream.wait).toBe(75_000);
      stream.environment.wake();
      stream.environment.goOnline();
      stream.clock.advance(74_999);
      expect(stream.transport.connections).toHaveLength(1);
      stream.clock.advance(1);
      expect(stream.transport.connections).toHaveLength(2);
    });

    it.each([
      [401, 'Sign in'],
      [403, 'may not see'],
      [404, 'Check the URL'],
    ])('gives up on %i and says why', (status, words) => {
      const stream = live();
      stream.transport.last.end({ status });
      expect(stream.state).toMatchObject({
        status: 'denied',
        reason: expect.stringContaining(words),
        position: '10-0',
      });
      expect([stream.isComplete, stream.error]).toEqual([true, undefined]);
      expect(stream.held).toBe(0);
    });

    it('says as data what a transport says in words', () => {
      const stream = live();
      stream.transport.last.end({ reason: 'The radio is off.' });
      expect(stream.state).toMatchObject({ why: { code: 'other', detail: 'The radio is off.' } });
      stream.clock.advance(1_500);
      stream.transport.last.end({ status: 403, reason: 'Ask for server 7.' });
      expect(stream.state).toMatchObject({
        reason: 'Ask for server 7. (403)',
        why: { code: 'answered', status: 403, detail: 'Ask for server 7.' },
      });
    });

    it('ends on 204', () => {
      const stream = live();
      const before = stream.items.length;
      stream.transport.last.end({ status: 204 });
      expect([stream.isComplete, stream.error, stream.items.length]).toEqual([true, undefined, before]);
      expect(stream.held).toBe(0);
    });

    it.each([400, 408, 429, 500, 502, 503])('tries again after %i', (status) => {
      const stream = watch();
      stream.transport.last.end({ status });
      expect(stream.state?.status).toBe('reconnecting');
      expect(stream.isComplete).toBe(false);
    });
  });

  describe('tryNow', () => {
    it('ends the wait, also one that the server asked for', () => {
      const tryNow = new Subject<void>();
      const stream = watch({ tryNow });
      stream.transport.last.end({ status: 503, retryAfterMs: 60_000 });
      tryNow.next();
      expect(stream.transport.connections).toHaveLength(2);
      tryNow.next();
      expect(stream.transport.connections).toHaveLength(2);
    });

    it('replaces a connection in doubt, and no other', () => {
      const tryNow = new Subject<void>();
      const stream = live({ tryNow });
      tryNow.next();
      expect(stream.transport.connections).toHaveLength(1);
      stream.clock.advance(20_000);
      tryNow.next();
      expect(stream.transport.connections).toHaveLength(2);
      expect(stream.transport.mostOpen).toBe(1);
    });

    it('is let go of with the stream', () => {
      const tryNow = new Subject<void>();
      const stream = live({ tryNow });
      stream.subscription.unsubscribe();
      expect(tryNow.observed).toBe(false);
      const refused = live({ tryNow });
      refused.transport.last.end({ status: 401 });
      expect(tryNow.observed).toBe(false);
    });
  });

  describe('leaving', () => {
    it('with the first item opens nothing', () => {
      const stream = new WatchedStream(undefined, { leaveAfter: 1 });
      expect(stream.transport.connections).toHaveLength(0);
      expect(stream.held).toBe(0);
    });

    it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])('with item %i leaves nothing open', (leaveAfter) => {
      const stream = new WatchedStream(undefined, { leaveAfter });
      const { transport, clock, environment } = stream;
      transport.last.hello('10-0');
      transport.last.job('11-0');
      clock.advance(20_000);
      transport.last.job('12-0');
      environment.goOffline();
      transport.last.ping('13-0');
      transport.last.end();
      clock.advance(5_000);
      transport.last.end({ status: 401 });
      expect(stream.items).toHaveLength(leaveAfter);
      expect(stream.held).toBe(0);
    });
  });
});
