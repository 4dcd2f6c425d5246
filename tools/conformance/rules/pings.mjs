import { comparePositions } from '../position.mjs';
import { demand, demandEqual, RuleSkipped } from '../rule-broken.mjs';

const LONGEST_WAIT_MS = 45_000;

export const pingRules = [
  {
    title: 'A ping comes within two heartbeats, with the cursor of the connection as id',
    waits: true,
    withinMs: twoHeartbeats,
    async check(client) {
      const stream = await client.streamOfAll();
      let last = await client.hello(stream);
      for (let message = last; message.name !== 'ping';) {
        last = message;
        message = await stream.next();
        demand(message, 'the stream ended before a ping came');
        if (message.name === 'ping') demandEqual(message.id, last.id, `the ping's id after ${last.name} ${last.id}`);
      }
    },
  },
  {
    title: 'A ping has type, timestamp and epochMs',
    waits: true,
    withinMs: twoHeartbeats,
    async check(client) {
      const stream = await client.stream();
      const { body, data } = await client.next(stream, 'ping');
      demand(body?.type === 'ping' && body.timestamp && Number.isInteger(body.epochMs), `its data is ${data}`);
    },
  },
  {
    title: "A quiet filtered client's id advances by pings, past 300 foreign events: reconnecting there is no gap",
    waits: true,
    withinMs: (deployment) => twoHeartbeats(deployment) + 5_000,
    async check(client) {
      const stream = await client.stream();
      const hello = await client.hello(stream);
      const foreign = await client.publish(client.events(300, { jobName: `${client.jobName}-foreign` }));
      let ping = await client.next(stream, 'ping');
      while (comparePositions(ping.id, foreign) < 0) ping = await client.next(stream, 'ping');
      demand(comparePositions(ping.id, hello.id) > 0, `hello had id ${hello.id}, the ping has ${ping.id}`);
      stream.close();
      const back = await client.hello(await client.stream({}, { 'last-event-id': ping.id }));
      client.demandNoGap(back);
      demandEqual(back.body.replay.count, 0, 'the count of what is replayed');
    },
  },
];

function twoHeartbeats({ heartbeatMs }) {
  if (heartbeatMs === undefined) return LONGEST_WAIT_MS;
  if (2 * heartbeatMs > LONGEST_WAIT_MS) throw new RuleSkipped(`a ping is due only every ${heartbeatMs / 1_000} s`);
  return 2 * heartbeatMs + 1_000;
}
