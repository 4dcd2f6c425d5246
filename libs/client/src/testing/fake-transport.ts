import type { HelloEvent, JobEvent, PingEvent, Position } from '@jobwire/events';
import type { ConnectionEnd, Transport, TransportListener, TransportRequest } from '../transport.ts';

/** A connection as the test's server sees it. */
export class FakeConnection {
  isOpen = true;

  constructor(
    readonly request: TransportRequest,
    private readonly listener: TransportListener,
  ) {}

  hello(id: Position, { gap = null, heartbeatMs = 15_000, ...more }: HelloOptions = {}): void {
    const replay = { count: 0, gap };
    const hello: HelloEvent = { type: 'hello', ...stamp(id), position: id, replay, heartbeatMs, ...more };
    this.send('hello', id, JSON.stringify(hello));
  }

  job(id: Position, event: Partial<JobEvent> = {}): void {
    this.send('job', id, JSON.stringify({ ...anEvent(id), ...event }));
  }

  ping(id: Position, more: Partial<PingEvent> = {}): void {
    this.send('ping', id, JSON.stringify({ type: 'ping', ...stamp(id), ...more }));
  }

  send(type: string, id: string, data: string): void {
    this.listener.message({ type, id, data });
  }

  retry(delayMs: number): void {
    this.listener.retry(delayMs);
  }

  end(end: ConnectionEnd = {}): void {
    this.isOpen = false;
    this.listener.closed(end);
  }
}

interface HelloOptions {
  readonly gap?: HelloEvent['replay']['gap'];
  readonly heartbeatMs?: number;
  readonly sourceLostSince?: string;
}

/** Connections that a test holds the other end of. */
export class FakeTransport implements Transport {
  readonly connections: FakeConnection[] = [];
  mostOpen = 0;

  constructor(
    /** What a server does at once with each new connection. */
    private readonly answer: (connection: FakeConnection) => void = () => {},
    readonly whenHeldBack?: Transport,
  ) {}

  open(request: TransportRequest, listener: TransportListener): () => void {
    const connection = new FakeConnection(request, listener);
    this.connections.push(connection);
    this.mostOpen = Math.max(this.mostOpen, this.openConnections);
    this.answer(connection);
    return () => {
      connection.isOpen = false;
    };
  }

  get openConnections(): number {
    return this.connections.filter(({ isOpen }) => isOpen).length;
  }

  /** The newest connection. */
  get last(): FakeConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error('No connection was opened.');
    return connection;
  }
}

/** An event at a position. */
export function anEvent(position: Position): Record<string, unknown> {
  return { type: 'progress', ...stamp(position), position, jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' };
}

function stamp(position: Position): { timestamp: string; epochMs: number } {
  const epochMs = Number.parseInt(position, 10);
  return { timestamp: new Date(epochMs).toISOString(), epochMs };
}
