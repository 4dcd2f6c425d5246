import { formatBytes } from './bytes';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [1_432_554_231, '1.43 GB'],
  [999_600, '1 MB'],
  [412_000_000_000, '412 GB'],
  [4_200_000_000_000_000, '4200 TB'],
])('says %d as %j', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
