import { openStreams } from '../driver.mjs';
import { measure } from '../measure.mjs';

/** Many clients come at the same time, and each wants all that is kept. */
export async function joinStorm(server, { driver, connections, events }) {
  const first = server.publisher.next;
  const last = await server.publisher.publishAll(events, { perTurn: 100 });
  const open = (count) =>
    openStreams(driver, { port: server.port, path: server.replayPath, connections: count, first });
  const warmUp = await open(Math.ceil(connections / 10));
  await warmUp.verified(last);
  await warmUp.close();
  let streams;
  try {
    const { cpuMs, wallMs } = await measure(server, async () => {
      streams = await open(connections);
      await streams.reached(last);
    });
    await streams.verified(last);
    return { cpuSeconds: cpuMs / 1_000, wallSeconds: wallMs / 1_000 };
  } finally {
    await streams?.close();
  }
}
