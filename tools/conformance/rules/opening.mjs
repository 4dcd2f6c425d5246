import { OTHER_SERVER_ID } from '../client.mjs';
import { rawHead } from '../exchange.mjs';
import { parsePosition } from '../position.mjs';
import { demand, demandEqual, RuleSkipped, show } from '../rule-broken.mjs';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export const openingRules = [
  {
    title: 'The stream is text/event-stream with Cache-Control: no-cache, no-transform',
    async check(client) {
      const { headers } = await client.stream();
      demand(/^text\/event-stream\b/.test(headers['content-type']), `Content-Type: ${headers['content-type']}`);
      const directives = (headers['cache-control'] ?? '').split(/\s*,\s*/);
      const seen = `Cache-Control: ${headers['cache-control']}`;
      demand(directives.includes('no-cache') && directives.includes('no-transform'), seen);
    },
  },
  {
    title: 'X-Accel-Buffering: no',
    async check(client) {
      const { headers } = await client.stream();
      const value = headers['x-accel-buffering'];
      if (value === undefined && /nginx/i.test(headers.server))
        throw new RuleSkipped('the nginx in front keeps it to itself');
      demandEqual(value, 'no', 'X-Accel-Buffering');
    },
  },
  {
    title: 'It is never compressed, whatever the client accepts',
    async check(client) {
      const { headers } = await client.stream({}, { 'accept-encoding': 'gzip, deflate, br' });
      demandEqual(headers['content-encoding'], undefined, 'Content-Encoding');
    },
  },
  {
    title: 'Headers and hello are sent at once, though nothing happens',
    withinMs: 5_000,
    async check(client) {
      await client.hello(await client.stream({ serverId: OTHER_SERVER_ID }));
    },
  },
  {
    title: 'An event goes out when it is published, not when a buffer is full',
    withinMs: 5_000,
    async check(client) {
      const stream = await client.stream();
      await client.hello(stream);
      for (let round = 0; round < 3; round++) {
        const position = await client.publish(client.event());
        demandEqual((await client.next(stream, 'job')).id, position, `the event published at ${position}`);
      }
    },
  },
  {
    title: 'retry says how many milliseconds to wait',
    async check(client) {
      const stream = await client.stream();
      const fields = [];
      for (let message = await stream.next(); message; message = await stream.next()) {
        fields.push(message.retry);
        if (message.name === 'hello') break;
      }
      demand(
        fields.some((retry) => /^\d+$/.test(retry)),
        `no retry field up to hello`,
      );
    },
  },
  {
    title: 'hello has an id, the head as position, replay { count, gap } and heartbeatMs',
    async check(client) {
      const { id, body, data } = await client.hello(await client.stream());
      const { type, position, replay, heartbeatMs, timestamp, epochMs } = body;
      demandEqual(type, 'hello', 'its type');
      demand(parsePosition(id) && parsePosition(position), `id ${show(id)}, data ${data}`);
      demand(Number.isInteger(replay.count) && replay.gap === null, `replay is ${show(replay)}`);
      demand(Number.isInteger(heartbeatMs) && heartbeatMs >= 100, `heartbeatMs is ${show(heartbeatMs)}`);
      demand(
        TIMESTAMP.test(timestamp) && Number.isInteger(epochMs),
        `timestamp ${show(timestamp)}, epochMs ${epochMs}`,
      );
    },
  },
  {
    title: 'Without since it starts at the head: nothing is replayed, and that is no gap',
    async check(client) {
      await client.publishAndSee(client.events(3));
      const stream = await client.stream();
      const { id, body } = await client.hello(stream);
      demandEqual(body.replay, { count: 0, gap: null }, 'replay');
      demandEqual(id, body.position, "hello's id");
      const next = await client.publish(client.event());
      demandEqual((await client.next(stream, 'job')).id, next, 'the first event');
    },
  },
  {
    title: 'HEAD answers the same headers and ends',
    withinMs: 5_000,
    async check(client) {
      const { deployment } = client;
      const answer = await rawHead(deployment.url(deployment.streamPath), { accept: 'text/event-stream' });
      const [head, ...body] = answer.split('\r\n\r\n');
      demand(/^HTTP\/1\.1 200 /.test(head), head);
      demand(/^content-type: text\/event-stream/im.test(head), head);
      demand(/^cache-control: .*no-transform/im.test(head), head);
      demandEqual(body, [''], 'the body');
    },
  },
];
