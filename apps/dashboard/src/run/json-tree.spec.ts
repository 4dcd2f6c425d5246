import { countValues, findIn, firstView, reveal, rowsOf, STEP, writePath, type JsonView } from './json-tree';

const now = Date.parse('2026-03-01T14:22:08Z');
const lines = (value: unknown, view: JsonView = firstView(value)): string[] =>
  rowsOf(value, view, now).map(({ level, key, text, hint, action }) =>
    [`${'  '.repeat(level)}${key === undefined ? '' : `${key}: `}${text}`, hint, action]
      .filter((part) => part !== '')
      .join(' | '),
  );

it('writes a value row by row, with what numbers and times mean', () => {
  expect(lines({ path: '/srv', bytes: 442_381_991_936, ok: true, at: '2026-03-01T14:18:00Z', none: null })).toEqual([
    '{',
    '  path: "/srv"',
    '  bytes: 442,381,991,936 | bytes, 442 GB',
    '  ok: true',
    '  at: "2026-03-01T14:18:00Z" | 4 m ago',
    '  none: null',
    '}',
  ]);
});

it('leaves large ones closed, and says what is in them', () => {
  const largest = Array.from({ length: 30 }, (_, index) => ({ path: `/${index}` }));
  expect(lines({ largest, empty: [] })).toEqual(['{', '  largest: [ 30 items ]', '  empty: [ ]', '}']);
  const view = { ...firstView({}), open: new Set(['', '/largest']) };
  expect(lines({ largest }, view).slice(0, 4)).toEqual([
    '{',
    '  largest: [',
    '    0: { path: "/0" }',
    '    1: { path: "/1" }',
  ]);
});

it('shows long lists in steps, and long texts cut', () => {
  const list = Array.from({ length: 120 }, (_, index) => index);
  const rows = lines(list);
  expect(rows).toHaveLength(STEP + 3);
  expect(rows.at(-2)).toBe('  70 more | show the next 50');
  expect(lines('x'.repeat(20_000))).toEqual([`"${'x'.repeat(200)}…" | show all 20 kB`]);
});

it('finds keys and values, and opens the way to them', () => {
  const value = { list: Array.from({ length: 120 }, (_, index) => ({ name: `file-${index}` })) };
  const [path] = findIn(value, 'FILE-119');
  expect(path).toEqual(['list', 119, 'name']);
  const view = reveal(value, firstView(value), path ?? []);
  expect(lines(value, view)).toContain('      name: "file-119"');
  expect([findIn(value, 'list').length, findIn(value, 'nothing').length, findIn(value, '').length]).toEqual([1, 0, 0]);
});

it('writes a path as code does, and counts values', () => {
  expect(writePath(['largest', 1, 'a b'])).toBe('largest[1]["a b"]');
  expect(countValues({ a: [1, 2], b: 'x', c: {} })).toBe(3);
});

it('loses no digit of a number', () => {
  expect(lines({ share: -0.000_001, ratio: 0.123_456_789, huge: 1.5e308 })).toEqual([
    '{',
    '  share: -0.000001',
    '  ratio: 0.123456789',
    '  huge: 1.5e+308',
    '}',
  ]);
});
