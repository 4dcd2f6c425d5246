import { EventRing } from './event-ring';
import type { EventItem } from './tab-message';

function ringOf(count: number, capacity: number): EventRing {
  const ring = new EventRing('10-0', capacity);
  for (let number = 1; number <= count; number++) ring.add({ event: { position: `${10 + number}-0` } } as EventItem);
  return ring;
}

const positions = (items: readonly EventItem[] | undefined): string[] | undefined =>
  items?.map(({ event }) => event.position);

it('gives what comes after a position', () => {
  const ring = ringOf(3, 5);
  expect(positions(ring.after('10-0'))).toEqual(['11-0', '12-0', '13-0']);
  expect(positions(ring.after('12-0'))).toEqual(['13-0']);
  expect(positions(ring.after('12-5'))).toEqual(['13-0']);
  expect(positions(ring.after('13-0'))).toEqual([]);
});

it('does not know what was before it began', () => {
  expect(ringOf(0, 5).after('9-0')).toBeUndefined();
  expect(ringOf(0, 5).after('10-0')).toEqual([]);
});

it('lets the oldest go, and then begins after them', () => {
  const ring = ringOf(12, 5);
  expect(ring.begin).toBe('17-0');
  expect(ring.after('16-0')).toBeUndefined();
  expect(positions(ring.after('17-0'))).toEqual(['18-0', '19-0', '20-0', '21-0', '22-0']);
  expect(positions(ring.after('21-0'))).toEqual(['22-0']);
});
