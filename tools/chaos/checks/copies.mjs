import { differenceOf } from './snapshots.mjs';

/** Each job server has the same log and says the same of each job; and where there is a Redis, that has the same events. */
export function checkCopies({ log, fresh, copies, positions = log.map(({ position }) => position) }) {
  const faults = differing(
    'Redis',
    positions,
    log.map(({ position }) => position),
  );
  const texts = log.map((event) => JSON.stringify(event));
  for (const copy of copies) {
    faults.push(
      ...differing(
        copy.name,
        copy.log.map((event) => JSON.stringify(event)),
        texts,
      ),
    );
    for (const [serverId, snapshot] of fresh) {
      const differs = snapshot && copy.fresh.get(serverId) && differenceOf(copy.fresh.get(serverId), snapshot);
      if (!snapshot !== !copy.fresh.get(serverId))
        faults.push(`${copy.name} knows another thing of server ${serverId}`);
      else if (differs) faults.push(`${copy.name} says otherwise of server ${serverId}: ${differs}`);
    }
  }
  return faults;
}

function differing(name, found, expected) {
  const [has, needs] = [new Set(found), new Set(expected)];
  const missing = expected.filter((text) => !has.has(text));
  const more = found.filter((text) => !needs.has(text));
  const faults = [];
  if (missing.length > 0)
    faults.push(`${name} does not have ${missing.length} events: ${missing.slice(0, 3).join(', ')}`);
  if (more.length > 0) faults.push(`${name} has ${more.length} events more: ${more.slice(0, 3).join(', ')}`);
  if (faults.length === 0 && found.some((text, index) => text !== expected[index])) {
    faults.push(`${name} has the events in another order or twice`);
  }
  return faults;
}
