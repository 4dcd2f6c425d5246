import { describeResult } from './describe-result';

it('sums a result up in figures, else in its first line', () => {
  expect(describeResult({ path: '/srv', files: 77_102, bytes: 412e9, largest: [] })).toBe('77,102 files, 412 GB');
  expect(describeResult({ bytes: 950, allocatedBytes: 1_900_000 })).toBe('950 bytes, 1.9 MB allocated');
  expect(describeResult({ message: 'well\ndone' })).toBe('well');
  expect([undefined, null, [1], {}].map(describeResult)).toEqual(['', '', '', '']);
});
