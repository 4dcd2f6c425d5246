import type { StoredJobEvent } from '@jobwire/events';
import { take, type Observable, type Subscription } from 'rxjs';
import type { ConnectionState } from '../connection-state.ts';
import { jobEvents, type JobEventsOptions } from '../job-events.ts';
import type { StreamItem } from '../stream-item.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeEnvironment } from './fake-environment.ts';
import { FakeTransport } from './fake-transport.ts';

/** A subscription to `jobEvents()` with everything around it in the test's hands. */
export class WatchedStream {
  readonly clock = new FakeClock();
  readonly environment = new FakeEnvironment();
  readonly items: StreamItem[] = [];
  readonly stream: Observable<StreamItem>;
  readonly subscription: Subscription;
  isComplete = false;
  error: unknown;
  /** What `random()` gives. */
  luck = 0;

  constructor(
    readonly transport = new FakeTransport(),
    { leaveAfter = Infinity, ...options }: Partial<JobEventsOptions> & { leaveAfter?: number } = {},
  ) {
    const { clock, environment } = this;
    const random = (): number => this.luck;
    this.stream = jobEvents({ url: '/api/jobs/events', transport, clock, environment, random, ...options });
    this.subscription = this.stream.pipe(take(leaveAfter)).subscribe({
      next: (item) => this.items.push(item),
      error: (error: unknown) => (this.error = error),
      complete: () => (this.isComplete = true),
    });
  }

  /** What is still held: connections, timers, listeners. */
  get held(): number {
    return this.transport.openConnections + this.clock.pending + this.environment.watchers;
  }

  get states(): ConnectionState[] {
    return this.items.flatMap((item) => (item.kind === 'connection' ? [item.connection] : []));
  }

  get state(): ConnectionState | undefined {
    return this.states.at(-1);
  }

  get statuses(): string[] {
    return this.states.map(({ status }) => status);
  }

  get events(): StoredJobEvent[] {
    return this.items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  }

  get positions(): string[] {
    return this.events.map(({ position }) => position);
  }

  get hellos(): (StreamItem & { kind: 'hello' })[] {
    return this.items.filter((item) => item.kind === 'hello');
  }

  /** Milliseconds until the next try. */
  get wait(): number | undefined {
    const { nextTryAt } = this.state ?? {};
    return nextTryAt === undefined ? undefined : nextTryAt - this.clock.now();
  }
}
