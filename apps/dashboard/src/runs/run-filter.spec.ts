import { convertToParamMap } from '@angular/router';
import { EVERYTHING, readFilter, writeFilter, type RunFilter } from './run-filter';

const read = (params: Record<string, string>): RunFilter => readFilter(convertToParamMap(params));

it('needs no parameters to show everything', () => {
  expect(read({})).toEqual(EVERYTHING);
  expect(Object.values(writeFilter(EVERYTHING)).every((value) => value === null)).toBe(true);
});

it.each<RunFilter>([
  { q: 'state:failed "no space"', span: '7d', order: 'longest', view: 'abc', columns: ['job', 'by'] },
  { q: '', span: { from: 1_000, to: 2_000 }, order: 'newest', view: undefined, columns: EVERYTHING.columns },
])('reads what it has written', (filter) => {
  const given = Object.entries(writeFilter(filter)).filter(([, value]) => value !== null);
  expect(read(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))).toEqual(filter);
});

it('takes what it cannot read for not said', () => {
  expect(read({ span: 'ever', from: 'x', to: '5', sort: 'name', columns: 'nothing' })).toEqual({
    ...EVERYTHING,
    columns: ['job'],
  });
  expect(read({ from: '9', to: '5' }).span).toBe('24h');
});
