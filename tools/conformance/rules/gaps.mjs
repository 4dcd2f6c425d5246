import { comparePositions, parsePosition } from '../position.mjs';
import { demand, demandEqual } from '../rule-broken.mjs';

export const gapRules = [
  {
    title: 'A Last-Event-ID that is no position: 200, and the gap is "unknown"',
    async check(client) {
      for (const id of ['42', 'abc', '1763900000000-', '9-9007199254740992']) {
        await demandGap(client, { headers: { 'last-event-id': id } }, 'unknown');
      }
    },
  },
  {
    title: 'A position beyond the head: the gap is "unknown"',
    async check(client) {
      const { body } = await client.hello(await client.stream());
      const foreign = `${parsePosition(body.position).epochMs + 86_400_000}-0`;
      await demandGap(client, { query: { since: foreign }, foreign }, 'unknown');
      await demandGap(client, { headers: { 'last-event-id': foreign }, foreign }, 'unknown');
    },
  },
  {
    title: 'A position before the birth of the store: the gap is "restarted"',
    async check(client) {
      await demandGap(client, { query: { since: '1-1' }, foreign: '1-1' }, 'restarted');
      await demandGap(client, { headers: { 'last-event-id': '1-1' }, foreign: '1-1' }, 'restarted');
    },
  },
  {
    title: "After a gap the replay starts just after hello's id",
    async check(client) {
      const [{ position }] = await client.publishAndSee(client.events(1));
      const stream = await client.streamOfAll({ since: '1-1' });
      const { id } = await client.hello(stream);
      const { events } = await client.page({ since: id, limit: 1 });
      const [first] = await client.jobsUntil(stream, position);
      demandEqual(first.position, events[0]?.position, `the first event after ${id}`);
    },
  },
  {
    title: 'The next to the newest position is no gap',
    async check(client) {
      const [before, last] = await client.publishAndSee(client.events(2));
      const stream = await client.stream({}, { 'last-event-id': before.position });
      const { body } = await client.hello(stream);
      demandEqual(body.replay, { count: 1, gap: null }, 'replay');
      demandEqual((await client.next(stream, 'job')).id, last.position, 'the first event');
    },
  },
];

async function demandGap(client, { query, headers, foreign }, gap) {
  const events = await client.publishAndSee(client.events(2));
  const asked = `${query?.since ?? headers['last-event-id']}`;
  const stream = await client.stream(query, headers);
  const { id, body } = await client.hello(stream);
  demandEqual(body.replay.gap, gap, `the gap after ${asked}`);
  demand(
    id !== foreign && comparePositions(id, body.position) <= 0,
    `after ${asked} hello has id ${id}, the head is ${body.position}`,
  );
  const replayed = (await client.jobsUntil(stream, events.at(-1).position)).map(({ position }) => position);
  const newest = replayed.slice(-events.length);
  demandEqual(
    newest,
    events.map(({ position }) => position),
    `the end of the replay after ${asked}`,
  );
}
