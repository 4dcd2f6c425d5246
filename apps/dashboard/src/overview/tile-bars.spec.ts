import { aStatus } from '../testing/fake-server';
import { TILE_WIDTH, tileBars } from './tile-bars';

const notSlow = () => false;

it('has a bar for each job, told apart by its shape', () => {
  const anomaly = { position: '1-1', severity: 'low', summary: 'odd', timestamp: '' } as const;
  const bars = tileBars(
    [
      aStatus('a'),
      aStatus('b', { state: 'running', progress: { percent: 50 } }),
      aStatus('c', { state: 'queued' }),
      aStatus('d', { state: 'failed' }),
      aStatus('e', { openAnomalies: [anomaly] }),
      undefined,
    ],
    notSlow,
  );
  expect(bars.map(({ kind, height, filled }) => [kind, height, filled])).toEqual([
    ['done', 4, 0],
    ['running', 18, 9],
    ['queued', 12, 0],
    ['failed', 18, 0],
    ['anomaly', 4, 0],
    ['absent', 1, 0],
  ]);
});

it('shows a running job as slow where it is', () => {
  expect(tileBars([aStatus('a', { state: 'running' })], () => true)[0]?.kind).toBe('slow');
});

it.each([1, 5, 12, 30])('has room for %i jobs', (count) => {
  const bars = tileBars(
    Array.from({ length: count }, (_, index) => aStatus(`job-${index}`)),
    notSlow,
  );
  const last = bars.at(-1);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(TILE_WIDTH);
});
