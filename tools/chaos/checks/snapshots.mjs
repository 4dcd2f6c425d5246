import { applyJobEvent } from '@jobwire/events';
import { isDeepStrictEqual } from 'node:util';
import { comparePositions } from '../../conformance/position.mjs';

/** Known when a snapshot was taken, and told by no event. */
const MOMENTARY = ['queuePosition', 'nextRunAt'];

/** An early snapshot and the events after it, as stored and as each client has them, give the fresh one. */
export function checkSnapshots({ log, records, snapshots, fresh }) {
  const stored = new Map(log.map((event) => [event.position, event]));
  const faults = [];
  for (const snapshot of snapshots) {
    const now = fresh.get(snapshot.serverId);
    if (!now) {
      faults.push(`there is no fresh snapshot of server ${snapshot.serverId}`);
      continue;
    }
    const tellers = [
      ['the store', log],
      ...records
        .filter((record) => knows(record, snapshot))
        .map(({ name, segments: [{ positions }] }) => [name, positions.map((position) => stored.get(position))]),
    ];
    for (const [name, events] of tellers) {
      const folded = events.filter(Boolean).reduce(applyJobEvent, snapshot);
      const differs = difference(folded, now);
      if (differs) faults.push(`the snapshot of ${snapshot.position} and the events of ${name} differ: ${differs}`);
    }
  }
  return faults;
}

/** Whether the client has all events of the server after the snapshot. */
function knows({ filter: { serverId, ...others }, segments }, snapshot) {
  return (
    segments.length === 1 &&
    Object.keys(others).length === 0 &&
    (!serverId || serverId.includes(snapshot.serverId)) &&
    comparePositions(segments[0].start, snapshot.position) <= 0
  );
}

function difference(folded, fresh) {
  const jobs = withoutMomentary(fresh);
  for (const job of withoutMomentary(folded)) {
    const other = jobs.find(({ jobName }) => jobName === job.jobName);
    if (!isDeepStrictEqual(job, other)) return `folded ${JSON.stringify(job)}, fresh ${JSON.stringify(other)}`;
  }
  return folded.jobs.length === fresh.jobs.length ? undefined : `${folded.jobs.length} and ${fresh.jobs.length} jobs`;
}

function withoutMomentary({ jobs }) {
  return jobs.map((job) => Object.fromEntries(Object.entries(job).filter(([name]) => !MOMENTARY.includes(name))));
}
