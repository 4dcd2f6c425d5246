import { applyJobEvent, comparePositions, type JobEvent, type ServerSnapshot } from '@jobwire/events';
import fc from 'fast-check';
import type { EventStore } from './event-store.ts';
import { storesOf, type OpenEventStore } from './store-guarantees.contract.ts';
import { TIMESTAMP } from './sample-events.contract.ts';

const SERVERS = [1, 2];

/** Any event of a few jobs, runs and servers, however little sense it makes after those before it. */
const anyEvent: fc.Arbitrary<JobEvent> = fc
  .record({
    type: fc.constantFrom('queued', 'started', 'progress', 'completed', 'failed', 'cancelled', 'cancel_requested'),
    jobName: fc.constantFrom('backup', 'sync'),
    serverId: fc.constantFrom(...SERVERS),
    jobId: fc.constantFrom('a', 'b', 'c'),
    percent: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ type, percent, ...subject }): JobEvent => {
    const run = { ...subject, timestamp: TIMESTAMP };
    return type === 'progress' ? { type, ...run, progress: { percent } } : { type, ...run };
  });

const anyAnomaly: fc.Arbitrary<JobEvent> = fc.constantFrom(...SERVERS).map((serverId) => ({
  type: 'anomaly_detected',
  jobName: 'sync',
  serverId,
  timestamp: TIMESTAMP,
  data: { severity: 'high', summary: 'Odd' },
}));

/** What somebody does with a store; nobody waits for it. */
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ append: fc.array(fc.oneof(anyEvent, anyAnomaly), { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ lookAt: fc.constantFrom(...SERVERS) }) },
  { weight: 1, arbitrary: fc.record({ turns: fc.constantFrom(1) }) },
);

/** A card is right at every moment only if a snapshot and the stream after it never disagree. */
export function describeSnapshotAndStream(name: string, openStore: OpenEventStore): void {
  const open = storesOf(openStore);

  describe(`${name}: a snapshot`, () => {
    it('and the events after its position give every later snapshot, whatever is appended meanwhile', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyStep, { maxLength: 40 }),
          fc.integer({ min: 1, max: 7 }),
          async (steps, pageSize) => {
            const store = await open();
            const appends: Promise<unknown>[] = [];
            const snapshots: Promise<ServerSnapshot>[] = [];
            for (const step of steps) {
              if ('append' in step) appends.push(store.append(step.append));
              else if ('lookAt' in step) snapshots.push(store.snapshot(step.lookAt));
              else await new Promise((resolve) => setImmediate(resolve));
            }
            await Promise.all(appends);
            for (const taken of await Promise.all(snapshots)) {
              const later = await store.snapshot(taken.serverId);
              const followed = await follow(store, taken, pageSize);
              expect(followed.jobs).toEqual(later.jobs);
              expect(comparePositions(followed.position, later.position)).toBeLessThanOrEqual(0);
            }
          },
        ),
        { numRuns: 200 },
      );
    }, 60_000);
  });
}

/** As a client does: only this server's events, page by page. */
async function follow(store: EventStore, snapshot: ServerSnapshot, limit: number): Promise<ServerSnapshot> {
  const filter = { serverId: [snapshot.serverId] };
  let state = snapshot;
  let after = snapshot.position;
  for (let more = true; more;) {
    const page = await store.read(after, { limit, filter });
    state = page.events.map(({ event }) => event).reduce(applyJobEvent, state);
    after = page.position;
    more = page.more;
  }
  return state;
}
