import { comparePositions } from '../../conformance/position.mjs';
import { numberOf } from '../ledger.mjs';

/** What was published is in the store as it was answered: each batch once and whole, and where an answer said so, there. */
export function checkLog({ log, ledger }) {
  const faults = [];
  const byNumber = new Map();
  let last;
  for (const event of log) {
    if (last && !(comparePositions(last, event.position) < 0)) faults.push(`${event.position} follows ${last}`);
    last = event.position;
    const number = numberOf(event);
    if (number === undefined) continue;
    if (byNumber.has(number)) faults.push(`event ${number} is at ${byNumber.get(number)} and at ${event.position}`);
    byNumber.set(number, event.position);
  }
  for (const { numbers, position, isAcknowledged } of ledger.batches) {
    const stored = numbers.filter((number) => byNumber.has(number));
    const name = `the batch of events ${numbers[0]} to ${numbers.at(-1)}`;
    if (isAcknowledged && stored.length < numbers.length) {
      faults.push(
        `${name} was acknowledged (${position ?? 'to be stored later'}), and ${numbers.length - stored.length} of it are lost`,
      );
    } else if (stored.length > 0 && stored.length < numbers.length) {
      faults.push(`${name} is stored in part: ${stored.length} of ${numbers.length}`);
    } else if (stored.length > 0) {
      const positions = stored.map((number) => byNumber.get(number));
      const isInOrder = positions.every((one, index) => index === 0 || comparePositions(positions[index - 1], one) < 0);
      if (!isInOrder) faults.push(`${name} is stored in another order`);
      if (position !== undefined && positions.at(-1) !== position) {
        faults.push(`${name} was acknowledged at ${position} and ends at ${positions.at(-1)}`);
      }
    }
  }
  return [...faults, ...ledger.surprises.map((surprise) => `an answer that nobody should get: ${surprise}`)];
}
