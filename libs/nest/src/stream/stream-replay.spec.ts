import { BEGINNING, comparePositions, formatPosition, lastPositionBefore, type StoredJobEvent } from '@jobwire/events';
import { setImmediate } from 'node:timers/promises';
import { jobServers, progress, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

const positionsOf = (events: readonly StoredJobEvent[]) => events.map(({ position }) => position);

/** Everything the store keeps, in order. */
async function keptBy(server: JobServer): Promise<StoredJobEvent[]> {
  const { events } = await server.store.read(BEGINNING, { limit: 10_000 });
  return events.map(({ event }) => event);
}

/** Positions given from then on are of another millisecond. */
async function nextMillisecond(): Promise<void> {
  for (const now = Date.now(); Date.now() === now;) await setImmediate();
}

describe('since as a position', () => {
  it('replays what is after that position, each once and in order, then goes live', async () => {
    const server = await start();
    await server.publishMany(5);
    const kept = positionsOf(await keptBy(server));
    const stream = await server.stream(`since=${kept[1]}`);
    expect(await stream.hello()).toMatchObject({ id: kept[1], position: kept[4], replay: { count: 3, gap: null } });
    const live = await server.events.publish(progress(6));
    expect(positionsOf(await stream.jobs(4))).toEqual([...kept.slice(2), live]);
  });

  it('is exact among events of one millisecond', async () => {
    const server = await start();
    await server.publishMany(500);
    const kept = positionsOf(await keptBy(server));
    const isShared = (at: number) => kept[at]?.split('-')[0] === kept[at - 1]?.split('-')[0];
    const middle = kept.findIndex((_, at) => at > 200 && isShared(at) && isShared(at + 1));
    expect(middle).toBeGreaterThan(200);
    const stream = await server.stream(`since=${kept[middle]}`);
    expect(positionsOf(await stream.jobs(499 - middle))).toEqual(kept.slice(middle + 1));
  });

  it('may name a position that was never given, inside what is kept', async () => {
    const server = await start();
    const first = await server.publishMany(1);
    await nextMillisecond();
    const last = await server.publishMany(1);
    const between = `${first}9999999`;
    expect(comparePositions(between, last)).toBeLessThan(0);
    const stream = await server.stream(`since=${between}`);
    expect((await stream.hello()).replay).toEqual({ count: 1, gap: null });
    expect(positionsOf(await stream.jobs(1))).toEqual([last]);
  });

  it('replays everything from 0-0', async () => {
    const server = await start();
    await server.publishMany(3);
    const stream = await server.stream('since=0-0');
    expect((await stream.hello()).replay).toEqual({ count: 3, gap: null });
    expect(positionsOf(await stream.jobs(3))).toEqual(positionsOf(await keptBy(server)));
  });

  it('gives a burst to those who were there and to those who come in its midst the same', async () => {
    const server = await start({ store: 'memory', stream: { window: { maxEvents: 100, maxAgeMs: 60_000 } } });
    const early = await server.stream();
    const publishing = Promise.all(Array.from({ length: 40 }, () => server.publishMany(50)));
    const late = await server.stream('since=0-0');
    await publishing;
    const [heardEarly, heardLate] = [await early.jobs(2_000), await late.jobs(2_000)];
    expect(positionsOf(heardLate)).toEqual(positionsOf(await keptBy(server)));
    expect(positionsOf(heardEarly)).toEqual(positionsOf(heardLate));
  });
});

describe('since as epoch milliseconds', () => {
  it('includes all that happened in that millisecond', async () => {
    const server = await start();
    await server.publishMany(200);
    const kept = await keptBy(server);
    const { epochMs } = kept[100] as StoredJobEvent;
    const expected = kept.filter((event) => event.epochMs >= epochMs);
    const stream = await server.stream(`since=${epochMs}`);
    const { id, replay } = await stream.hello();
    expect(replay).toEqual({ count: expected.length, gap: null });
    expect(id).toBe(formatPosition(lastPositionBefore(epochMs)));
    expect(positionsOf(await stream.jobs(expected.length))).toEqual(positionsOf(expected));
  });

  it('in the future replays nothing, begins at the head, and is no gap', async () => {
    const server = await start();
    const head = await server.publishMany(2);
    const stream = await server.stream(`since=${Date.now() + 3_600_000}`);
    expect(await stream.hello()).toMatchObject({ id: head, replay: { count: 0, gap: null } });
    await server.events.publish(progress(3));
    expect(await stream.jobs(1)).toMatchObject([{ progress: { current: 3 } }]);
  });

  it('before the store was made replays everything, and is no gap', async () => {
    const server = await start();
    await server.publishMany(3);
    for (const since of ['0', '1000', `${Date.now() - 3_600_000}`]) {
      const stream = await server.stream(`since=${since}`);
      expect((await stream.hello()).replay).toEqual({ count: 3, gap: null });
      expect(positionsOf(await stream.jobs(3))).toEqual(positionsOf(await keptBy(server)));
    }
  });
});

describe('Last-Event-ID', () => {
  it('wins over since', async () => {
    const server = await start();
    await server.publishMany(4);
    const kept = positionsOf(await keptBy(server));
    const stream = await server.stream('since=0-0', { 'last-event-id': kept[2] });
    expect((await stream.hello()).id).toBe(kept[2]);
    expect(positionsOf(await stream.jobs(1))).toEqual([kept[3]]);
  });

  it.each(['nonsense', '12', '1-2-3', '99999999999999999-0', '1763900000000-9007199254740992'])(
    'that is no position (%s) is answered with the gap "unknown", never with an error',
    async (lastEventId) => {
      const server = await start();
      await server.publishMany(2);
      const stream = await server.stream('', { 'last-event-id': lastEventId });
      expect(stream.status).toBe(200);
      expect(await stream.hello()).toMatchObject({ replay: { gap: 'unknown' } });
    },
  );

  it('that is empty counts as absent', async () => {
    const server = await start();
    await server.publishMany(2);
    const stream = await server.stream('since=0-0', { 'last-event-id': '' });
    expect((await stream.hello()).replay).toEqual({ count: 2, gap: null });
  });
});

describe('a since that is wrong', () => {
  it.each([
    'yesterday',
    '-5',
    '1.5',
    '1763900000000-',
    '-2',
    '8640000000000001',
    '99999999999999999-0',
    '1-9007199254740992',
  ])('is refused before the stream starts: since=%s', async (since) => {
    const response = await fetch(`${(await start()).url}/api/events?since=${since}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'since: write it as epoch milliseconds (1763900000000) or as a position (1763900000000-2)',
    });
  });

  it.each(['8640000000000000', '8640000000000000-9007199254740991'])(
    'is not the largest there is: %s',
    async (since) => {
      const stream = await (await start()).stream(`since=${since}`);
      expect(stream.status).toBe(200);
    },
  );

  it('is refused where it is given twice', async () => {
    const response = await fetch(`${(await start()).url}/api/events?since=1&since=2`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'since: give since once' });
  });

  it('is none where it is empty', async () => {
    const server = await start();
    const head = await server.publishMany(2);
    const stream = await server.stream('since=');
    expect(await stream.hello()).toMatchObject({ id: head, replay: { count: 0, gap: null } });
  });
});
