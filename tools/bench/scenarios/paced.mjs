import { openStreams } from '../driver.mjs';
import { measure } from '../measure.mjs';

/** More events than this behind, or than come in a second, and a server has lost the race: publishing waits for it. */
const EVENTS_AHEAD = 1_000;

/** Events at a steady rate: how long after it was published an event arrives, and what it costs. */
export async function paced(server, { driver, connections, perSecond, seconds, requestsAtOnce }) {
  const { publisher } = server;
  const streams = await openStreams(driver, {
    port: server.port,
    path: server.livePath,
    connections,
    first: publisher.next,
  });
  try {
    await streams.reached(await publisher.publishAll(300, { before: (last) => streams.reached(last - 8) }));
    streams.reset();
    const events = perSecond * seconds;
    const ahead = Math.max(EVENTS_AHEAD, perSecond);
    const { cpuMs, wallMs } = await measure(server, async () => {
      const before = (last) => streams.reached(last - ahead);
      await publisher.publishPaced(events, { perSecond, requestsAtOnce, before });
      await streams.reached(publisher.next - 1);
    });
    const report = await streams.verified(publisher.next - 1);
    return {
      p50Ms: report.p50,
      p99Ms: report.p99,
      slowestMs: report.slowest,
      /** By how much it ended later than the last event was due. */
      behindMs: wallMs - ((events - 1) * 1_000) / perSecond,
      cpuUsPerDelivery: (cpuMs * 1_000) / (events * connections),
      cores: cpuMs / wallMs,
      driverBusy: report.driverBusy,
    };
  } finally {
    await streams.close();
  }
}
