import { applyJobEvent } from '@jobwire/events';
import { isDeepStrictEqual } from 'node:util';
import { comparePositions } from '../../conformance/position.mjs';

/** Known when a snapshot was taken, and told by no event. */
const MOMENTARY = ['queuePosition', 'nextRunAt'];

/** An early snapshot and the events after it, as stored and as each client has them, give the fresh one. */
export function checkSnapshots({ log, records, snapshots, fresh }) {
  const faults = [];
  const clients = records.map((record) => ({ record, seen: new Set(record.segments.at(-1)?.positions) }));
  for (const snapshot of snapshots) {
    const now = fresh.get(snapshot.serverId);
    if (!now) {
      faults.push(`there is no fresh snapshot of server ${snapshot.serverId}`);
      continue;
    }
    const first = log.findIndex(({ position }) => comparePositions(position, snapshot.position) > 0);
    const events = first < 0 ? [] : log.slice(first).filter(({ serverId }) => serverId === snapshot.serverId);
    const tellers = [['the store', events]];
    for (const { record, seen } of clients.filter((client) => knows(client.record, snapshot))) {
      const told = events.filter(({ position }) => seen.has(position));
      // Who has as many has the same ones.
      if (told.length < events.length) tellers.push([record.name, told]);
    }
    for (const [name, told] of tellers) {
      const differs = differenceOf(told.reduce(applyJobEvent, snapshot), now);
      if (differs) faults.push(`the snapshot of ${snapshot.position} and the events of ${name} differ: ${differs}`);
    }
  }
  return faults;
}

/** Whether the client has all events of the server after the snapshot: after a gap it would load a new one. */
function knows({ filter: { serverId, ...others }, segments }, snapshot) {
  return (
    segments.length > 0 &&
    Object.keys(others).length === 0 &&
    (!serverId || serverId.includes(snapshot.serverId)) &&
    comparePositions(segments.at(-1).start, snapshot.position) <= 0
  );
}

/** Where two snapshots of a server differ in what events tell. */
export function differenceOf(one, other) {
  const jobs = withoutMomentary(other);
  for (const job of withoutMomentary(one)) {
    const same = jobs.find(({ jobName }) => jobName === job.jobName);
    if (!isDeepStrictEqual(job, same)) return `${JSON.stringify(job)}, and in the fresh one ${JSON.stringify(same)}`;
  }
  return one.jobs.length === other.jobs.length ? undefined : `${one.jobs.length} and ${other.jobs.length} jobs`;
}

function withoutMomentary({ jobs }) {
  return jobs.map((job) => Object.fromEntries(Object.entries(job).filter(([name]) => !MOMENTARY.includes(name))));
}
