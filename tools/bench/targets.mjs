import { HISTORY_METRICS } from './scenarios/history.mjs';

const times = (factor, other) => ({ factor, other });

/** What the job server (and the gateway, where it is named) has to reach. */
const TARGETS = [
  ...['job-server', 'gateway'].flatMap((server) => [
    { scenario: 'fan-out-1000', server, metric: 'cpuUsPerDelivery', most: times(1.15, 'raw-node') },
    { scenario: 'fan-out-1000', server, metric: 'cpuUsPerDelivery', most: times(0.33, 'nest-sse') },
    { scenario: 'fan-out-1000', server, metric: 'cpuUsPerDelivery', most: times(1, 'nchan') },
    { scenario: 'flood', server, metric: 'cpuUsPerDelivery', most: times(1.15, 'raw-node') },
    { scenario: 'fan-out-10000', server, metric: 'cpuUsPerDelivery', most: times(1.15, 'raw-node') },
    { scenario: 'ten-per-turn', server, metric: 'cpuUsPerDelivery', most: times(0.2, 'raw-node') },
  ]),
  { scenario: 'overload', server: 'job-server', metric: 'p99Ms', most: 30 },
  { scenario: 'overload', server: 'job-server', metric: 'behindMs', most: 100 },
  { scenario: 'paced', server: 'job-server', metric: 'p99Ms', most: times(1.3, 'raw-node') },
  { scenario: 'join-storm', server: 'job-server', metric: 'cpuSeconds', most: times(0.1, 'raw-node') },
  { scenario: 'idle-memory', server: 'job-server', metric: 'kbPerConnection', most: 22 },
  { scenario: 'stalled-clients', server: 'job-server', metric: 'peakMb', most: 30 },
  { scenario: 'stalled-clients', server: 'job-server', metric: 'dropped', most: 0 },
  { scenario: 'publish-in-process', server: 'job-server', metric: 'eventsPerSecond', least: 100_000 },
  { scenario: 'publish-http-100', server: 'job-server', metric: 'eventsPerSecond', least: 20_000 },
  { scenario: 'redis-paced', server: 'redis-gateway', metric: 'p99Ms', most: 15 },
  { scenario: 'redis-flood', server: 'redis-gateway', metric: 'behindMs', most: 1_000 },
  ...HISTORY_METRICS.filter(({ key }) => key.endsWith('p99Ms')).map(({ key }) => ({
    scenario: 'history',
    server: 'job-server',
    metric: key,
    most: 100,
  })),
];

/** Each target with what was measured; those of which a side was not measured are left out. */
export function judge(results) {
  const value = (scenario, server, metric) => results[scenario]?.[server]?.[metric];
  return TARGETS.flatMap((target) => {
    const { scenario, server, metric, most, least } = target;
    const measured = value(scenario, server, metric);
    const reference = most?.other === undefined ? 1 : value(scenario, most.other, metric);
    if (measured === undefined || reference === undefined) return [];
    const limit = least ?? (most.factor === undefined ? most : most.factor * reference);
    return [
      {
        ...target,
        measured,
        limit,
        ...(most?.other === undefined ? {} : { ratio: measured / reference }),
        isReached: least === undefined ? measured <= limit : measured >= limit,
      },
    ];
  });
}
