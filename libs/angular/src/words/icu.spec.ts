import { formatIcu } from './icu';
import { useLocale } from './locale';

const RUNS = '{RUNS, plural, =0 {no run} =1 {1 run} other {{RUNS} runs}}';

afterEach(() => useLocale('en'));

it.each([
  [0, 'no run'],
  [1, '1 run'],
  [12_000, '12,000 runs'],
])('says %d in the words for that count', (count, text) => expect(formatIcu(RUNS, { RUNS: count })).toBe(text));

it('takes texts around it, several choices, and one within another', () => {
  const message =
    '{RUNS, plural, =1 {1 run} other {{RUNS} runs}} on {SERVER}{FAILED, plural, =0 {} other {, {FAILED} {KIND, select, bad {badly} other {}} failed}}';
  expect(formatIcu(message, { RUNS: 3, SERVER: 'db-01', FAILED: 0, KIND: '' })).toBe('3 runs on db-01');
  expect(formatIcu(message, { RUNS: 1, SERVER: 'db-01', FAILED: 1, KIND: 'bad' })).toBe(
    '1 run on db-01, 1 badly failed',
  );
});

it('leaves braces in what it fills in', () => {
  expect(formatIcu('{N, plural, other {{NAME}: {N}}}', { N: 2, NAME: 'a {N} $& {N, plural, other {x}}' })).toBe(
    'a {N} $& {N, plural, other {x}}: 2',
  );
});

it('knows the plurals of other languages', () => {
  useLocale('pl');
  const message = '{N, plural, one {{N} plik} few {{N} pliki} many {{N} plików} other {{N} pliku}}';
  expect([1, 3, 5, 22, 0.5].map((count) => formatIcu(message, { N: count }))).toEqual([
    '1 plik',
    '3 pliki',
    '5 plików',
    '22 pliki',
    '0,5 pliku',
  ]);
});
