import { streamEventSchema } from '@jobwire/events';
import { isPlainProgress } from './plain-progress.ts';
import { anEvent } from './testing/fake-transport.ts';

const event = { ...anEvent('1763900000000-2'), progress: { current: 1, total: 4, percent: 25 } };

it('takes the progress of a run', () => {
  expect(isPlainProgress(event)).toBe(true);
  expect(isPlainProgress({ ...event, progress: {} })).toBe(true);
});

it.each([
  ['another type', { ...event, type: 'started' }],
  ['data', { ...event, data: { files: 1 } }],
  ['a field of a newer server', { ...event, colour: 'red' }],
  ['a leap day', { ...event, timestamp: '2028-02-29T00:00:00.000Z' }],
])('leaves the rest to the schema: %s', (_what, other) => expect(isPlainProgress(other)).toBe(false));

const ODD_VALUES: readonly unknown[] = [
  ...[undefined, null, true, -1, -0, 0, 0.5, Infinity, NaN, 2 ** 31, 2 ** 53, 101, [], {}, ''],
  ...['a', 'A b', '-a', 'x'.repeat(64), 'x'.repeat(128), 'x'.repeat(129), 'ü', 'a\n'],
  ...['1-2', '1-', '-', '01-02', '8640000000000001-0', '1-9007199254740993'],
  ...['2026-02-28T23:59:59.999Z', '2026-02-30T00:00:00.000Z', '2026-02-28T24:00:00.000Z', '2026-02-28T23:59:59Z'],
  ...['2026-13-01T00:00:00.000Z', '2026-00-01T00:00:00.000Z', '2026-02-28T23:59:60.000Z', '1999-02-28T00:00:00.000Z'],
  ...[{ percent: 101 }, { current: -1 }, { total: '1' }, { share: 1 }, { percent: NaN }, { current: 1, total: 2 }, [1]],
];

it.each([...Object.keys(event), 'data', 'colour'])('takes nothing that the contract does not: %s', (field) => {
  for (const value of ODD_VALUES) {
    const changed = { ...event, [field]: value };
    if (isPlainProgress(changed)) expect(streamEventSchema.safeParse(changed)).toMatchObject({ success: true });
  }
});

it.each([null, 'progress', 7, [event]])('takes no %j', (value) => expect(isPlainProgress(value)).toBe(false));
