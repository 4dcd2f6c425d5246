import { applyJobEvent } from './apply-job-event.ts';
import type { StoredJobEvent } from './job-event.ts';
import { serverSnapshotSchema, type ServerSnapshot } from './job-status.ts';
import { BEGINNING } from './position.ts';
import { anyHistory, seeded } from './testing/any-history.ts';

const empty: ServerSnapshot = { serverId: 1, position: BEGINNING, jobs: [] };
const fold = (events: StoredJobEvent[], from = empty) => events.reduce(applyJobEvent, from);
const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

/** As a client gets it. */
const overTheWire = (snapshot: ServerSnapshot) => JSON.parse(JSON.stringify(snapshot)) as ServerSnapshot;

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

const STATE_AFTER = { completed: 'idle', cancelled: 'stopped', failed: 'failed' } as const;

/** The fine print once more, in other words, for histories in which runs start once and are never queued. */
function newestRun(history: StoredJobEvent[], jobName: string) {
  const events = history.filter((event) => event.serverId === 1 && event.jobName === jobName);
  const started = events.findLast(({ type }) => type === 'started');
  if (!started) return { state: 'idle' };
  const { jobId, timestamp: activeSince } = started;
  const ofRun = events.slice(events.indexOf(started)).filter((event) => event.jobId === jobId);
  const end = ofRun.find(({ type }) => type in STATE_AFTER);
  if (end) return { state: STATE_AFTER[end.type as keyof typeof STATE_AFTER], jobId };
  return {
    state: 'running',
    jobId,
    activeSince,
    progress: ofRun.findLast((event) => event.type === 'progress')?.progress,
  };
}

describe('a snapshot, whatever has happened,', () => {
  it('and the events after it give the same as all events', () => {
    for (const seed of seeds) {
      const random = seeded(seed);
      const history = anyHistory(random, 60);
      const cut = Math.floor(random() * 61);
      const overlap = Math.floor(random() * 5);
      const snapshot = overTheWire(fold(history.slice(0, cut)));
      const resumed = fold(history.slice(Math.max(0, cut - overlap)), snapshot);
      expect({ seed, snapshot: resumed }).toStrictEqual({ seed, snapshot: fold(history) });
    }
  });

  it('is one that the schema describes, and stays as it is when events are applied to it', () => {
    for (const seed of seeds) {
      let snapshot = empty;
      for (const event of anyHistory(seeded(seed), 60)) {
        freeze(snapshot);
        snapshot = applyJobEvent(snapshot, event);
      }
      expect(serverSnapshotSchema.parse(snapshot)).toStrictEqual(snapshot);
    }
  });

  it('has progress only while a run is on, and activeSince and cancelRequested only until it ends', () => {
    for (const seed of seeds) {
      for (const { state, ...status } of fold(anyHistory(seeded(seed), 60)).jobs) {
        const isActive = state === 'queued' || state === 'running';
        if (state !== 'running') expect(status).not.toHaveProperty('progress');
        if (!isActive) expect(status).not.toHaveProperty('cancelRequested');
        expect({ seed, activeSince: status.activeSince !== undefined }).toEqual({ seed, activeSince: isActive });
      }
    }
  });

  it('tells of the newest started run, and only of it', () => {
    for (const seed of seeds) {
      const begun = new Set<string>();
      const history = anyHistory(seeded(seed), 60).filter(({ type, jobName, serverId, jobId }) => {
        const run = [serverId, jobName, jobId].join();
        if (type === 'queued' || (type === 'started' && begun.has(run))) return false;
        if (type === 'started') begun.add(run);
        return true;
      });
      for (const { jobName, state, jobId, activeSince, progress } of fold(history).jobs) {
        expect({ seed, state, jobId, activeSince, progress }).toEqual({ seed, ...newestRun(history, jobName) });
      }
    }
  });
});
