import { openStreams } from '../driver.mjs';
import { measure } from '../measure.mjs';

/**
 * Every event to every connection. At most `ahead` turns are under way to the slowest connection: with one, no server can
 * put the events of two turns into one write. With `perSecond` all servers rest equally long between two turns: a cold
 * write costs more than a hot one. Publishing costs CPU of its own: the same events are published to nobody first, and
 * what that costs is taken off.
 */
export async function fanOut(server, { driver, connections, perTurn, events, ahead, perSecond }) {
  const { publisher } = server;
  const warmUp = Math.ceil(events / 4 / perTurn) * perTurn;
  await publisher.publishAll(events, { perTurn });
  const alone = await measure(server, () => publisher.publishAll(events, { perTurn }));

  const streams = await openStreams(driver, {
    port: server.port,
    path: server.livePath,
    connections,
    first: publisher.next,
  });
  try {
    const before = (last) => streams.reached(last - (ahead - 1) * perTurn);
    await streams.reached(await publisher.publishAll(warmUp, { perTurn, before }));
    streams.reset();
    const { cpuMs, wallMs, upstreamCpuMs } = await measure(server, async () => {
      const pace = { perSecond, mostPerRequest: perTurn };
      const last = await (perSecond
        ? publisher.publishPaced(events, { ...pace, perTurn, before })
        : publisher.publishAll(events, { perTurn, before }));
      await streams.reached(last);
    });
    const report = await streams.verified(publisher.next - 1);
    const deliveries = events * connections;
    return {
      cpuUsPerDelivery: ((cpuMs - alone.cpuMs) * 1_000) / deliveries,
      cpuUsPerDeliveryWithPublishing: (cpuMs * 1_000) / deliveries,
      publishCpuUsPerEvent: (alone.cpuMs * 1_000) / events,
      ...(upstreamCpuMs === undefined
        ? {}
        : {
            upstreamCpuUsPerEvent: (upstreamCpuMs * 1_000) / events,
            upstreamCpuUsPerEventNobody: (alone.upstreamCpuMs * 1_000) / events,
          }),
      deliveriesPerSecond: (deliveries * 1_000) / wallMs,
      bytesPerEvent: report.bytes / report.events,
      p50Ms: report.p50,
      p99Ms: report.p99,
      driverBusy: report.driverBusy,
    };
  } finally {
    await streams.close();
  }
}
