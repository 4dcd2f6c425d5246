import {
  comparePositions,
  compileFilter,
  type EventFilter,
  type NewJobEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import fc from 'fast-check';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import type { StreamReader } from '../testing/stream-reader.ts';

const start = jobServers();

/** More events than the window holds follow a cut now and then; never more than may be replayed. */
const options = { stream: { window: { maxEvents: 8, maxAgeMs: 60_000 }, maxReplay: 1_000 } };

const scan = { type: 'started', jobName: 'scan', serverId: 1, jobId: 'last' } as const;

/** As a query and as it is, with an event that it lets through. */
const filters: readonly (readonly [string, EventFilter, NewJobEvent])[] = [
  ['', {}, scan],
  ['serverId=1', { serverId: [1] }, scan],
  ['type=progress,failed', { type: ['progress', 'failed'] }, { ...scan, type: 'failed' }],
  ['jobName=sync&serverId=2', { jobName: ['sync'], serverId: [2] }, { ...scan, jobName: 'sync', serverId: 2 }],
  ['serverId=99', { serverId: [99] }, { ...scan, serverId: 99 }],
];

const anyBatch = fc.array(
  fc.record({
    type: fc.constantFrom('started' as const, 'progress' as const, 'failed' as const),
    jobName: fc.constantFrom('scan', 'sync'),
    serverId: fc.constantFrom(1, 2),
    jobId: fc.constantFrom('a', 'b'),
  }),
  { minLength: 1, maxLength: 12 },
);

const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ publish: anyBatch, isAwaited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ resumeBy: fc.constantFrom('last-event-id', 'position', 'time') }) },
  { weight: 1, arbitrary: fc.record({ pause: fc.boolean() }) },
);

/** A client as a careful one is: keeps its place, and drops what it has seen. */
class Client {
  readonly heard: Position[] = [];
  #place: Position;
  #stream: StreamReader | undefined;

  constructor(
    private readonly server: JobServer,
    private readonly query: string,
    start: Position,
  ) {
    this.#place = start;
  }

  async connect(by: 'last-event-id' | 'position' | 'time'): Promise<void> {
    this.#listen();
    this.#stream?.leave();
    const epochMs = this.#place.split('-')[0] ?? '';
    const since = { 'last-event-id': '', position: `&since=${this.#place}`, time: `&since=${epochMs}` }[by];
    const headers = by === 'last-event-id' ? { 'last-event-id': this.#place } : {};
    this.#stream = await this.server.stream(this.query + since, headers);
    const { replay } = await this.#stream.hello();
    expect(replay.gap).toBeNull();
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.#stream?.pause();
    else this.#stream?.resume();
  }

  /** Reads on until it has heard this one. */
  async readUntil(last: Position): Promise<void> {
    this.#stream?.resume();
    while (comparePositions(this.#place, last) < 0) {
      for (const { position } of (await this.#stream?.jobs(1)) ?? []) this.#hear(position);
    }
    this.#listen();
  }

  /** What has arrived by now. */
  #listen(): void {
    for (const { id } of this.#stream?.arrived('job') ?? []) this.#hear(id);
  }

  #hear(position: Position): void {
    if (comparePositions(position, this.#place) <= 0) return;
    this.heard.push(position);
    this.#place = position;
  }
}

describe('a stream that is cut at any moment', () => {
  const { now } = Date;
  // Whole bursts share a millisecond then: what comes after a time is not what comes after a position.
  beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => Math.floor(now() / 100) * 100));
  afterEach(() => void jest.restoreAllMocks());

  it('gives each event once and in order, by whatever the client goes on, and never speaks of a gap', async () => {
    const server = await start(options);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...filters), fc.array(anyStep, { maxLength: 25 }), async (filter, steps) => {
        const [query, names, event] = filter;
        const begin = server.store.head();
        const client = new Client(server, query, begin);
        await client.connect('last-event-id');
        const publishing: Promise<unknown>[] = [];
        for (const step of steps) {
          if ('publish' in step) {
            publishing.push(server.events.publishAll(step.publish));
            if (step.isAwaited) await publishing.at(-1);
          } else if ('resumeBy' in step) await client.connect(step.resumeBy);
          else client.pause(step.pause);
        }
        await Promise.all(publishing);
        await client.readUntil(await server.events.publishNow(event));
        expect(client.heard).toEqual(await storedAfter(server, begin, names));
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

async function storedAfter({ store }: JobServer, after: Position, filter: EventFilter): Promise<Position[]> {
  const { events } = await store.read(after, { limit: 100_000 });
  const lets = compileFilter(filter) ?? (() => true);
  return events
    .map(({ event }): StoredJobEvent => event)
    .filter(lets)
    .map(({ position }) => position);
}
