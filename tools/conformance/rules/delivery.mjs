import { setTimeout as after } from 'node:timers/promises';
import { demand } from '../rule-broken.mjs';

const CUTS = 10;
const LOADED = { loud: true, withinMs: 30_000 };

export const deliveryRules = [
  {
    ...LOADED,
    title: 'A burst of 500 events in one request arrives once and in order, with ids that increase',
    async check(client) {
      const streams = await Promise.all([client.stream(), client.streamOfAll()]);
      for (const stream of streams) await client.hello(stream);
      const burst = client.events(500);
      const last = await client.publish(burst);
      for (const stream of streams) demandNumbers(await ownJobsUntil(client, stream, last), burst);
    },
  },
  {
    ...LOADED,
    title: 'Replay while others publish: nothing is lost or doubled where replay and live meet',
    async check(client) {
      const published = client.events(1);
      const start = await client.publish(published[0]);
      const add = async (count) => {
        const events = client.events(count);
        published.push(...events);
        return client.publish(events);
      };
      for (let round = 0; round < 4; round++) await add(250);
      const readers = [];
      let last;
      for (let round = 0; round < 20; round++) {
        if (round % 4 === 0) readers.push(client.stream({ since: start }));
        last = await add(25);
      }
      for (const reader of readers) {
        const stream = await reader;
        client.demandNoGap(await client.hello(stream));
        demandNumbers(await client.jobsUntil(stream, last), published.slice(1));
      }
    },
  },
  {
    ...LOADED,
    title: `${CUTS} cuts at random moments, each time back with Last-Event-ID: each event once, in order`,
    async check(client) {
      const published = client.events(1);
      let cursor = await client.publish(published[0]);
      const done = { isSo: false };
      const publishing = publishUntil(done, client, published);
      const seen = [];
      try {
        for (let cut = 0; cut < CUTS; cut++) {
          // Cut by bytes: in the middle of hello, of an event, or between two.
          const cutAfter = 1 + Math.floor(Math.random() * 6_000);
          const stream = await client.stream({}, { 'last-event-id': cursor }, { cutAfter });
          await collect(client, stream, seen);
          cursor = stream.lastId ?? cursor;
        }
      } finally {
        done.isSo = true;
      }
      const last = await publishing;
      const stream = await client.stream({}, { 'last-event-id': cursor });
      client.demandNoGap(await client.hello(stream));
      if (cursor !== last) seen.push(...(await client.jobsUntil(stream, last)));
      demandNumbers(seen, published.slice(1));
    },
  },
  {
    ...LOADED,
    title: 'A client that stops reading during 5,000 events and reads on gets them all, or is told of a gap',
    async check(client) {
      const stream = await client.stream();
      const hello = await client.hello(stream);
      stream.pause();
      const published = [];
      const padding = 'x'.repeat(2_000);
      let last;
      while (published.length < 5_000) {
        const events = client.events(250).map((event) => ({ ...event, data: { ...event.data, padding } }));
        published.push(...events);
        last = await client.publish(events);
      }
      stream.resume();
      const seen = [];
      for (let reader = stream, cursor = hello.id; cursor !== last;) {
        await collect(client, reader, seen, last);
        cursor = reader.lastId ?? cursor;
        if (cursor === last) break;
        reader = await client.stream({}, { 'last-event-id': cursor });
        const { body } = await client.hello(reader);
        if (body.replay.gap !== null) return;
      }
      demandNumbers(seen, published);
    },
  },
];

/** Small batches, until it is enough. Resolves with the position of the last event. */
async function publishUntil(done, client, published) {
  let last;
  do {
    const events = client.events(1 + Math.floor(Math.random() * 8));
    published.push(...events);
    last = await client.publish(events);
    // A turn of the loop, so that a fast deployment does not publish more than is read.
    await after(2);
  } while (!done.isSo);
  return last;
}

/** What a stream brings until it ends or has brought the last. */
async function collect(client, stream, seen, last) {
  for (let message = await stream.next(); message; message = await stream.next()) {
    if (message.name === 'job') seen.push(message.body);
    if (message.name === 'hello') client.demandNoGap(message);
    if (message.id === last) return;
  }
}

async function ownJobsUntil(client, stream, last) {
  const jobs = await client.jobsUntil(stream, last);
  return jobs.filter(({ jobName }) => jobName === client.jobName);
}

/** Each of the published events once, in order. */
export function demandNumbers(seen, published) {
  const numbers = seen.map(({ data }) => data?.n);
  const expected = published.map(({ data }) => data.n);
  const wrong = expected.findIndex((number, index) => number !== numbers[index]);
  const place = wrong < 0 ? 'after the last' : `after number ${expected[wrong - 1] ?? 'none'}`;
  const isRight = wrong < 0 && numbers.length === expected.length;
  const at = wrong < 0 ? expected.length : wrong;
  demand(
    isRight,
    `${numbers.length} of ${expected.length} events; ${place} comes ${numbers[at] ?? 'nothing'}, not ${expected[at] ?? 'nothing'}`,
  );
}
