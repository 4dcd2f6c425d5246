import { fanOut } from './scenarios/fan-out.mjs';
import { history, HISTORY_METRICS } from './scenarios/history.mjs';
import { idleMemory } from './scenarios/idle-memory.mjs';
import { joinStorm } from './scenarios/join-storm.mjs';
import { paced } from './scenarios/paced.mjs';
import { publishInProcess, publishOverHttp } from './scenarios/publishing.mjs';
import { stalledClients } from './scenarios/stalled-clients.mjs';

const STREAMING = ['job-server', 'gateway', 'raw-node', 'raw-response', 'nchan', 'bun-hono', 'better-sse', 'nest-sse'];
/** Publishing to nchan is one event a request. */
const TAKING_ARRAYS = STREAMING.filter((name) => name !== 'nchan');
/** Two job servers that share a Redis. What is published at the one is seen at the gateway of the other. */
const REDIS = ['redis-gateway'];
const PUBLISHING = ['job-server', 'job-server-memory', 'raw-node'];

const CPU = { key: 'cpuUsPerDelivery', label: 'CPU µs per delivery', better: 'less' };
const CPU_WITH_PUBLISHING = {
  key: 'cpuUsPerDeliveryWithPublishing',
  label: 'the same with publishing',
  better: 'less',
};
const PUBLISH_CPU = { key: 'publishCpuUsPerEvent', label: 'publishing alone, CPU µs per event', better: 'less' };
const UPSTREAM_CPU = { key: 'upstreamCpuUsPerEvent', label: "gateway's job server, CPU µs per event" };
const UPSTREAM_ALONE = { key: 'upstreamCpuUsPerEventNobody', label: 'the same with no viewer' };
const P50 = { key: 'p50Ms', label: 'latency p50 ms', better: 'less' };
const P99 = { key: 'p99Ms', label: 'latency p99 ms', better: 'less' };
const EVENTS = { key: 'eventsPerSecond', label: 'events per second', better: 'more' };
const CPU_PER_EVENT = { key: 'cpuUsPerEvent', label: 'CPU µs per event', better: 'less' };
const FAN_OUT = [CPU, CPU_WITH_PUBLISHING, PUBLISH_CPU, UPSTREAM_CPU, UPSTREAM_ALONE];

/** A scenario that is run against a server of its own. */
const against = (measureServer, sizes, quick) => ({ measureServer, sizes, quick: { ...sizes, ...quick } });

/** Everything that is measured, in the order of the table. */
export const SCENARIOS = {
  'fan-out-1000': {
    title: 'Fan-out, one event a turn, 1,000 connections',
    servers: STREAMING,
    metrics: FAN_OUT,
    ...against(
      fanOut,
      { connections: 1_000, perTurn: 1, events: 400, ahead: 1, perSecond: 20 },
      { connections: 200, events: 60 },
    ),
  },
  'fan-out-10000': {
    title: 'Fan-out, one event a turn, 10,000 connections',
    servers: STREAMING,
    metrics: FAN_OUT,
    ...against(
      fanOut,
      { connections: 10_000, perTurn: 1, events: 60, ahead: 1, perSecond: 2 },
      { connections: 1_000, events: 20, perSecond: 10 },
    ),
  },
  'ten-per-turn': {
    title: 'Fan-out, ten events a turn, 1,000 connections',
    servers: TAKING_ARRAYS,
    metrics: FAN_OUT,
    ...against(
      fanOut,
      { connections: 1_000, perTurn: 10, events: 1_500, ahead: 1, perSecond: 50 },
      { connections: 200, events: 200, perSecond: 200 },
    ),
  },
  flood: {
    title: 'Fan-out as fast as answers come, up to 8 events under way, 1,000 connections',
    servers: STREAMING,
    metrics: [CPU, { key: 'deliveriesPerSecond', label: 'deliveries per second', better: 'more' }, P99],
    ...against(fanOut, { connections: 1_000, perTurn: 1, events: 1_500, ahead: 8 }, { connections: 200, events: 200 }),
  },
  paced: {
    title: 'Paced, 10 events a second, 1,000 connections',
    servers: STREAMING,
    metrics: [P50, P99, CPU],
    ...against(paced, { connections: 1_000, perSecond: 10, seconds: 20 }, { connections: 200, seconds: 2 }),
  },
  overload: {
    title: 'Overload, 200 events a second, 1,000 connections',
    servers: STREAMING,
    metrics: [
      P99,
      { key: 'behindMs', label: 'behind at the end ms' },
      { key: 'cores', label: 'CPU cores', better: 'less' },
    ],
    ...against(paced, { connections: 1_000, perSecond: 200, seconds: 10 }, { connections: 200, seconds: 1 }),
  },
  'idle-memory': {
    title: 'Idle memory, 10,000 connections',
    servers: STREAMING,
    metrics: [
      { key: 'kbPerConnection', label: 'KB per connection', better: 'less' },
      { key: 'emptyMb', label: 'MB without any', better: 'less' },
    ],
    ...against(idleMemory, { connections: 10_000, restMs: 5_000 }, { connections: 1_000, restMs: 500 }),
  },
  'join-storm': {
    title: 'Join storm, 500 clients replay 2,000 events each',
    servers: STREAMING,
    metrics: [
      { key: 'cpuSeconds', label: 'CPU seconds', better: 'less' },
      { key: 'wallSeconds', label: 'until all have all, seconds', better: 'less' },
    ],
    ...against(joinStorm, { connections: 500, events: 2_000 }, { connections: 50 }),
  },
  'stalled-clients': {
    title: 'Stalled clients, 100 of 200 stop reading, 20,000 events',
    servers: STREAMING,
    metrics: [
      { key: 'peakMb', label: 'peak MB over rest', better: 'less' },
      { key: 'healthyP99Ms', label: 'the healthy ones: p99 ms', better: 'less' },
      { key: 'caughtUp', label: 'have everything after reading on' },
      { key: 'dropped', label: 'cut off' },
    ],
    ...against(
      stalledClients,
      { connections: 200, events: 20_000, perSecond: 1_000 },
      { connections: 50, events: 1_000 },
    ),
  },
  'publish-in-process': {
    title: 'Publishing in-process, no subscriber',
    servers: PUBLISHING,
    metrics: [EVENTS, CPU_PER_EVENT],
    measureName: publishInProcess,
    sizes: { events: 200_000 },
    quick: { events: 20_000 },
  },
  'publish-http-100': {
    title: 'Publishing over HTTP, arrays of 100, one connection',
    servers: PUBLISHING,
    metrics: [EVENTS, CPU_PER_EVENT],
    ...against(publishOverHttp, { perTurn: 100, events: 100_000 }, { events: 10_000 }),
  },
  'publish-http-1': {
    title: 'Publishing over HTTP, single events, one connection',
    servers: PUBLISHING,
    metrics: [EVENTS, CPU_PER_EVENT],
    ...against(publishOverHttp, { perTurn: 1, events: 10_000 }, { events: 1_000 }),
  },
  'redis-paced': {
    title: 'Redis: 100 events a second, published at one job server, seen at the gateway of the other, 10 connections',
    servers: REDIS,
    metrics: [P50, P99],
    ...against(paced, { connections: 10, perSecond: 100, seconds: 30 }, { seconds: 2 }),
  },
  'redis-flood': {
    title: 'Redis: 20,000 events a second in arrays of up to 100, up to 8 of them under way, 10 connections',
    servers: REDIS,
    metrics: [P50, P99, { key: 'behindMs', label: 'behind at the end ms' }],
    ...against(
      paced,
      { connections: 10, perSecond: 20_000, seconds: 30, requestsAtOnce: 8 },
      { perSecond: 1_000, seconds: 2 },
    ),
  },
  'redis-viewers': {
    title: 'Redis: one event a turn, 1,000 connections at the gateway',
    servers: REDIS,
    metrics: [UPSTREAM_CPU, UPSTREAM_ALONE],
    ...against(
      fanOut,
      { connections: 1_000, perTurn: 1, events: 400, ahead: 1, perSecond: 20 },
      { connections: 200, events: 60 },
    ),
  },
  history: {
    title: 'First pages of a history of 1,000,000 runs, SQLite',
    servers: ['job-server'],
    metrics: HISTORY_METRICS,
    measureName: history,
    sizes: { runs: 1_000_000, requests: 200 },
    quick: { runs: 10_000, requests: 20 },
  },
};
