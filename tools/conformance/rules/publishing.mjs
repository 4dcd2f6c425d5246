import { SERVER_ID } from '../client.mjs';
import { comparePositions, parsePosition } from '../position.mjs';
import { demand, demandEqual, show } from '../rule-broken.mjs';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Why it is refused, with what status, and the body. */
const REFUSED = [
  ['without type', 400, (client) => without(client, 'type')],
  ['without jobName', 400, (client) => without(client, 'jobName')],
  ['without serverId', 400, (client) => without(client, 'serverId')],
  ['without jobId', 400, (client) => without(client, 'jobId')],
  ['with an unknown field', 400, (client) => client.event({ jobname: 'typing-error' })],
  ['of an unknown type', 400, (client) => client.event({ type: 'exploded' })],
  ["of the stream's own type hello", 400, (client) => client.event({ type: 'hello' })],
  ['with a text as serverId', 400, (client) => client.event({ serverId: '7' })],
  ['with a jobName in capitals', 400, (client) => client.event({ jobName: 'Not-A-Name' })],
  ['with a jobId of 129 characters', 400, (client) => client.event({ jobId: 'x'.repeat(129) })],
  ['nested 80 deep', 400, (client) => client.event({ data: JSON.parse(`${'['.repeat(80)}${']'.repeat(80)}`) })],
  ['an empty array', 400, () => []],
  ['a number', 400, () => 42],
  ['JSON that ends too early', 400, (client) => JSON.stringify(client.event()).slice(0, -1)],
  ['1,001 events', 413, (client) => client.events(1_001)],
  ['an event over 64 KiB', 413, (client) => client.event({ data: 'x'.repeat(65 * 1024) })],
  ['a body over 4 MiB', 413, (client) => client.events(90, { data: 'x'.repeat(50 * 1024) })],
];

export const publishingRules = [
  ...REFUSED.map(([what, status, body]) => ({
    title: `POST refuses ${/^(with|of |nested)/.test(what) ? `an event ${what}` : what} with ${status} and a JSON problem`,
    check: (client) => demandRefused(client, body(client), status),
  })),
  {
    title: 'POST is answered with 201 { accepted, position }, the position that of the last event',
    async check(client) {
      const before = await client.publish(client.event());
      const { status, body } = await client.post(client.events(3));
      demandEqual(status, 201, 'the status');
      const events = await client.history(before);
      demandEqual(body, { accepted: 3, position: events[2]?.position }, 'the answer');
    },
  },
  {
    title: 'POST is all or nothing: one bad event among good ones, and none is stored',
    async check(client) {
      const before = await client.publish(client.event());
      const { status } = await client.post([client.event(), without(client, 'type'), client.event()]);
      demandEqual(status, 400, 'the status');
      demandEqual(await client.history(before), [], 'what was stored');
    },
  },
  {
    title: "A publisher's position and epochMs are overwritten",
    async check(client) {
      const before = await client.publish(client.event());
      const answered = await client.publish(client.event({ position: '5-5', epochMs: 5 }));
      const [event] = await client.history(before);
      demandEqual(event?.position, answered, 'the position');
      demand(comparePositions(event.position, before) > 0, `position ${event.position} does not come after ${before}`);
      demandEqual(event.epochMs, parsePosition(event.position).epochMs, 'epochMs');
    },
  },
  {
    title: 'timestamp is filled in, and a given one is kept',
    async check(client) {
      const timestamp = '2026-01-02T03:04:05.678901Z';
      const [filled, given] = await client.publishAndSee([client.event(), client.event({ timestamp })]);
      demand(TIMESTAMP.test(filled.timestamp), `timestamp is ${show(filled.timestamp)}`);
      demandEqual(given.timestamp, timestamp, 'the given timestamp');
    },
  },
  {
    title: 'percent is derived with one decimal, 0 to 100, absent without a total, unless given',
    async check(client) {
      const cases = [
        [{ current: 1, total: 3 }, 33.3],
        [{ current: 0, total: 3 }, 0],
        [{ current: 7, total: 5 }, 100],
        [{ current: 7 }, undefined],
        [{ current: 5, total: 0 }, undefined],
        [{ current: 1, total: 2, percent: 10 }, 10],
      ];
      const seen = await client.publishAndSee(
        cases.map(([progress], index) => client.event({ jobId: `${client.jobName}.${index}`, progress })),
      );
      for (const [index, [progress, percent]] of cases.entries()) {
        demandEqual(seen[index].progress?.percent, percent, `percent of ${JSON.stringify(progress)}`);
      }
    },
  },
  {
    title: 'An anomaly needs no jobId',
    async check(client) {
      const { jobName } = client;
      const data = { severity: 'low', summary: 'The conformance suite was here.' };
      const [anomaly] = await client.publishAndSee({ type: 'anomaly_detected', jobName, serverId: SERVER_ID, data });
      demandEqual(anomaly.data, data, 'its data');
      const { position } = anomaly;
      await client.post({ type: 'anomaly_acknowledged', jobName, serverId: SERVER_ID, data: { position } });
    },
  },
];

async function demandRefused(client, body, expected) {
  const before = await client.publish(client.event());
  const { status, type, body: problem, text } = await client.post(body);
  const seen = `${status} ${type} ${text.slice(0, 160)}`;
  demand(status === expected && type.startsWith('application/problem+json') && problem?.detail, seen);
  demandEqual(await client.history(before), [], 'what was stored');
}

function without(client, field) {
  const event = client.event();
  delete event[field];
  return event;
}
