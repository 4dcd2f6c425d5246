import { setTimeout as after } from 'node:timers/promises';
import { openStreams } from '../driver.mjs';

/** Memory of a connection on which nothing happens, over the same server without any; each after `restMs` of rest. */
export async function idleMemory(server, { driver, connections, restMs }) {
  const open = (count) =>
    openStreams(driver, { port: server.port, path: server.livePath, connections: count, first: server.publisher.next });
  const warmUp = await open(500);
  await warmUp.reached(await server.publisher.publishAll(50));
  await warmUp.close();
  await after(restMs);
  const emptyKb = server.pssKb();
  const streams = await open(connections);
  try {
    await after(restMs);
    const fullKb = server.pssKb();
    // They are alive: the next event reaches each of them.
    await streams.verified(await server.publisher.publish(1));
    return { kbPerConnection: (fullKb - emptyKb) / connections, emptyMb: emptyKb / 1_024 };
  } finally {
    await streams.close();
  }
}
