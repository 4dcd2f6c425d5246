import { compileFilter, isTerminal } from '@jobwire/events';
import { comparePositions } from '../../conformance/position.mjs';

/** Each client has what its filter lets through exactly once and in order, or was told a gap and has it from there on. */
export function checkClients({ log, records, sightings, maxReplay }) {
  const stored = new Map(log.map((event) => [event.position, event]));
  return [
    ...checkSightings(stored, sightings),
    ...records.flatMap((record) =>
      checkClient(log, stored, maxReplay, record).map((fault) => `${record.name} ${fault}`),
    ),
  ];
}

function checkSightings(stored, sightings) {
  const faults = sightings.conflicts.map(
    ({ position, clientName, text }) => `${clientName} saw another event at ${position} than others did: ${text}`,
  );
  for (const { position, text, clientName } of sightings) {
    const event = stored.get(position);
    if (!event) faults.push(`${clientName} saw ${position}, which the store does not have: ${text}`);
    else if (text !== JSON.stringify(event)) {
      faults.push(
        `${clientName} saw ${position} otherwise than it is stored: ${text}, stored ${JSON.stringify(event)}`,
      );
    }
  }
  return faults;
}

function checkClient(log, stored, maxReplay, { filter, segments, faults }) {
  const lets = compileFilter(filter) ?? (() => true);
  const found = [...faults];
  if (segments.length === 0) found.push('was never told hello');
  segments.forEach((segment, index) => {
    const { start, gap, positions } = segment;
    positions.slice(1).forEach((position, before) => {
      const order = comparePositions(positions[before], position);
      if (order === 0) found.push(`saw ${position} twice in a row`);
      else if (!(order < 0)) found.push(`saw ${position} after ${positions[before]}`);
    });
    const seen = new Set(positions);
    if (seen.size < positions.length) found.push(`saw ${positions.length - seen.size} events twice`);
    const foreign = positions.filter((position) => !(comparePositions(position, start) > 0));
    if (foreign.length > 0) found.push(`began after ${start} and saw ${foreign.slice(0, 5).join(', ')}`);
    const unwanted = positions.filter((position) => stored.has(position) && !lets(stored.get(position)));
    if (unwanted.length > 0) found.push(`saw what its filter keeps back: ${unwanted.slice(0, 5).join(', ')}`);
    const isLast = index === segments.length - 1;
    const until = isLast ? log.at(-1)?.position : (positions.at(-1) ?? start);
    const missing = missingOf(
      log.filter(({ position }) => comparePositions(position, start) > 0 && comparePositions(position, until) <= 0),
      lets,
      seen,
    );
    if (missing.length > 0) found.push(`misses ${missing.length} events after ${start}: ${list(missing)}`);
    if (gap) found.push(...checkGap(log, maxReplay, segment));
  });
  return found;
}

/** Progress that a later event of its run supersedes may be left out. */
function missingOf(events, lets, seen) {
  const superseded = new Set();
  const missing = [];
  for (const event of events.toReversed()) {
    if (!lets(event)) continue;
    const { type, jobId, position } = event;
    if (seen.has(position)) {
      if (type === 'progress' || isTerminal(event)) superseded.add(jobId);
    } else if (type !== 'progress' || !superseded.has(jobId)) missing.unshift(event);
  }
  return missing;
}

/** Nothing that was in the store has gone: a gap is right only where more followed at that time than is replayed. */
function checkGap(log, maxReplay, { gap, head, at, cursor, start }) {
  const following = log.filter(
    ({ position, epochMs }) => comparePositions(position, cursor) > 0 && epochMs <= at,
  ).length;
  const isBeyond = comparePositions(cursor, head) > 0;
  if (gap === 'evicted' ? following > maxReplay : gap === 'unknown' && isBeyond) return [];
  return [
    `was told the gap ${gap} although its cursor ${cursor} was ${isBeyond ? 'beyond' : 'not beyond'} the head ${head} and ${following} events followed (up to ${maxReplay} are replayed; it goes on at ${start})`,
  ];
}

function list(events) {
  const shown = events.slice(0, 5).map(({ position, type, jobId }) => `${position} ${type} of ${jobId}`);
  return `${shown.join(', ')}${events.length > shown.length ? ', ...' : ''}`;
}
