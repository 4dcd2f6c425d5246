import { comparePositions } from '../position.mjs';
import { demand, demandEqual, show } from '../rule-broken.mjs';

const MALFORMED = [
  'yesterday',
  '-5',
  '1.5',
  '0x10',
  '1763900000000-',
  '-2',
  '1763900000000-2-3',
  '1763900000000_2',
  '1763900000000-9007199254740992',
  '8640000000000001',
  '8640000000000001-0',
];

const positionsOf = (events) => events.map(({ position }) => position);

export const startingPointRules = [
  {
    title: 'since=<position> replays what is after it, exactly',
    async check(client) {
      const events = await client.publishAndSee(client.events(6));
      const [, , after, ...rest] = positionsOf(events);
      const stream = await client.stream({ since: after });
      const { id, body } = await client.hello(stream);
      demandEqual(id, after, "hello's id");
      demandEqual(body.replay, { count: rest.length, gap: null }, 'replay');
      demandEqual(positionsOf(await client.jobsUntil(stream, rest.at(-1))), rest, 'what is replayed');
    },
  },
  {
    title: 'since=<epochMs> replays what is at or after that millisecond',
    async check(client) {
      const events = await client.publishAndSee(client.events(5));
      const { epochMs } = events.at(-1);
      const expected = positionsOf(events.filter((event) => event.epochMs >= epochMs));
      const stream = await client.stream({ since: epochMs });
      const { id, body } = await client.hello(stream);
      demandEqual(body.replay, { count: expected.length, gap: null }, 'replay');
      demand(comparePositions(id, `${epochMs}-0`) < 0, `hello has id ${id}, which is not before ${epochMs}`);
      demandEqual(positionsOf(await client.jobsUntil(stream, expected.at(-1))), expected, 'what is replayed');
    },
  },
  {
    title: 'since in the future replays nothing, is no gap, and goes live',
    async check(client) {
      await client.publishAndSee(client.events(2));
      const { body: now } = await client.hello(await client.stream());
      const stream = await client.stream({ since: now.epochMs + 3_600_000 });
      const { body } = await client.hello(stream);
      demandEqual(body.replay, { count: 0, gap: null }, 'replay');
      const next = await client.publish(client.event());
      demandEqual((await client.next(stream, 'job')).id, next, 'the first event');
    },
  },
  {
    title: 'since left empty counts as absent',
    async check(client) {
      await client.publishAndSee(client.events(2));
      const { id, body } = await client.hello(await client.stream({ since: '' }));
      demandEqual(body.replay, { count: 0, gap: null }, 'replay');
      demandEqual(id, body.position, "hello's id");
    },
  },
  {
    title: 'since given twice is 400, before the stream starts',
    async check(client) {
      await demandProblem(client, { since: ['1763900000000', '1763900000000'] });
    },
  },
  {
    title: 'A malformed since is 400 with a JSON problem, before the stream starts',
    async check(client) {
      for (const since of MALFORMED) await demandProblem(client, { since });
    },
  },
  {
    title: '0-0 is from the beginning',
    async check(client) {
      const events = await client.publishAndSee(client.events(3));
      const last = events.at(-1).position;
      const stream = await client.stream({ since: '0-0' });
      const { id, body } = await client.hello(stream);
      const { gap } = body.replay;
      demand(gap === null || gap === 'evicted', `replay is ${show(body.replay)}`);
      demand(gap === null || id !== '0-0', "hello's id is 0-0, though what was there is gone");
      const replayed = positionsOf(await client.jobsUntil(stream, last));
      demandEqual(replayed, positionsOf(events), 'what is replayed');
    },
  },
  {
    title: "hello's id can be resumed from, wherever the stream started",
    async check(client) {
      const [first] = await client.publishAndSee(client.events(3));
      const starts = [
        {},
        { since: first.position },
        { since: first.epochMs },
        { since: '1-0' },
        { since: '8640000000000' },
      ];
      for (const start of starts) {
        const hello = await client.hello(await client.stream(start));
        const { id, body } = await client.hello(await client.stream({ since: hello.id }));
        demandEqual(body.replay.gap, null, `after since=${start.since}: the gap after ${hello.id}`);
        demandEqual(id, hello.id, `after since=${start.since}: hello's id`);
      }
    },
  },
  {
    title: 'Last-Event-ID wins over since',
    async check(client) {
      const events = positionsOf(await client.publishAndSee(client.events(4)));
      const stream = await client.stream({ since: events[0] }, { 'last-event-id': events[2] });
      const { id } = await client.hello(stream);
      demandEqual(id, events[2], "hello's id");
      demandEqual(positionsOf(await client.jobsUntil(stream, events[3])), [events[3]], 'what is replayed');
    },
  },
  {
    title: 'A reconnect of a filtered client after 300 foreign events is no gap',
    async check(client) {
      const [own] = await client.publishAndSee(client.events(1));
      await client.publish(client.events(300, { jobName: `${client.jobName}-foreign` }));
      const stream = await client.stream({}, { 'last-event-id': own.position });
      const hello = await client.hello(stream);
      client.demandNoGap(hello);
      demandEqual(hello.body.replay.count, 0, 'the count of what is replayed');
      const next = await client.publish(client.event());
      demandEqual((await client.next(stream, 'job')).id, next, 'the first event');
    },
  },
];

async function demandProblem(client, query) {
  const { status, type, body, text } = await client.askStream(query);
  const seen = `since=${query.since}: ${status} ${type} ${text.slice(0, 120)}`;
  demand(status === 400 && type.startsWith('application/problem+json') && body?.detail, seen);
}
