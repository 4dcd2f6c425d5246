export { systemClock, type Clock } from './clock.ts';
export { describeCause, type ConnectionCause } from './connection-cause.ts';
export type { ConnectionState, ConnectionStatus } from './connection-state.ts';
export { hostEnvironment, type Environment, type EnvironmentListener } from './environment.ts';
export { EventPageError, readEventPage, type EventPageOptions, type RequestHeaders } from './event-page.ts';
export {
  eventSourceTransport,
  type EventSourceLike,
  type EventSourceTransportOptions,
} from './event-source-transport.ts';
export { fetchTransport, type FetchTransportOptions } from './fetch-transport.ts';
export { jobEvents, type JobEventsOptions } from './job-events.ts';
export { pageTransport, type PageTransportOptions } from './page-transport.ts';
export { DEFAULT_RECONNECT, retryDelay, type ReconnectPolicy, type RetryHistory } from './reconnect-policy.ts';
export type { PlainStreamItem, StreamItem } from './stream-item.ts';
export type { ConnectionEnd, Transport, TransportListener, TransportMessage, TransportRequest } from './transport.ts';
export { jobEventsInWorker, type StreamWorker, type WorkerJobEventsOptions } from './worker/job-events-in-worker.ts';
