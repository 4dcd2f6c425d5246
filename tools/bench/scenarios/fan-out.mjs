import { openStreams } from '../driver.mjs';
import { measure } from '../measure.mjs';

/**
 * Every event to every connection. At most `ahead` turns are under way to the slowest connection: with one, no server can
 * put the events of two turns into one write. With `perSecond` all servers rest equally long between two turns: a cold
 * write costs more than a hot one. Publishing costs CPU of its own, and so does being there: events are published to nobody
 * first, at the same pace, and what one of them costs is taken off.
 */
export async function fanOut(server, { driver, connections, perTurn, events, ahead, perSecond }) {
  const { publisher } = server;
  const some = Math.ceil(events / 4 / perTurn) * perTurn;
  const publishAtPace = (count, options = {}) =>
    perSecond
      ? publisher.publishPaced(count, { perSecond, mostPerRequest: perTurn, perTurn, ...options })
      : publisher.publishAll(count, { perTurn, ...options });
  await publisher.publishAll(events, { perTurn });
  const toNobody = await measure(server, () => publishAtPace(some));
  const alone = (cpuMs) => (cpuMs * 1_000) / some;

  const streams = await openStreams(driver, {
    port: server.port,
    path: server.livePath,
    connections,
    first: publisher.next,
  });
  try {
    const before = (last) => streams.reached(last - (ahead - 1) * perTurn);
    await streams.reached(await publisher.publishAll(some, { perTurn, before }));
    streams.reset();
    const { cpuMs, wallMs, upstreamCpuMs } = await measure(server, async () => {
      await streams.reached(await publishAtPace(events, { before }));
    });
    const report = await streams.verified(publisher.next - 1);
    const deliveries = events * connections;
    return {
      cpuUsPerDelivery: (cpuMs * 1_000 - alone(toNobody.cpuMs) * events) / deliveries,
      cpuUsPerDeliveryWithPublishing: (cpuMs * 1_000) / deliveries,
      publishCpuUsPerEvent: alone(toNobody.cpuMs),
      ...(upstreamCpuMs === undefined
        ? {}
        : {
            upstreamCpuUsPerEvent: (upstreamCpuMs * 1_000) / events,
            upstreamCpuUsPerEventNobody: alone(toNobody.upstreamCpuMs),
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
