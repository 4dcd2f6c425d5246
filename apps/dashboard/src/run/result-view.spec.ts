import { TestBed } from '@angular/core/testing';
import { textOf } from '../testing/fake-server';
import { factsOf } from './result-facts';
import { ResultView } from './result-view';

async function show(value: unknown): Promise<Element> {
  const fixture = TestBed.createComponent(ResultView);
  fixture.componentRef.setInput('value', value);
  await fixture.whenStable();
  return fixture.nativeElement as Element;
}

afterEach(() => localStorage.clear());

const lines = (value: unknown): string[] =>
  factsOf(value).map((fact) => `${fact.label}: ${'text' in fact ? fact.text : fact.kind}`);

it('tells a result fact by fact, in words and in numbers that can be read and compared', () => {
  expect(
    lines({
      path: '/srv/data',
      files: 77_102,
      bytes: 442_381_991_936,
      allocatedBytes: 512,
      acceptChanges: false,
      checkedAt: '2026-03-01T14:22:08.123456Z',
      roots: ['/srv', '/var'],
      nothing: null,
      skipped: [],
    }),
  ).toEqual([
    'Path: /srv/data',
    'Files: 77,102',
    'Bytes: 442 GB (442,381,991,936 bytes)',
    'Allocated bytes: 512 bytes',
    'Accept changes: no',
    'Checked at: 2026-03-01 14:22:08 UTC',
    'Roots: /srv, /var',
    'Nothing: ',
    'Skipped: none',
  ]);
});

it('tells a plain value too, and of nothing nothing', () => {
  expect(lines('fine')).toEqual(['Value: fine']);
  expect([lines(undefined), lines(null)]).toEqual([[], []]);
});

it('draws counts over time, and says between which times and how many at most', async () => {
  localStorage.setItem('jobwire.clock', 'utc');
  const view = await show({
    failuresPerMinute: { from: '2026-03-01T14:06:00.000Z', stepMs: 60_000, counts: [10, 0, 1_400] },
  });
  const bars = [...view.querySelectorAll<HTMLElement>('.bars span')];
  expect(bars.map(({ title, style }) => [title, Math.round(Number.parseFloat(style.height))])).toEqual([
    ['14:06: 10', 1],
    ['14:07: 0', 0],
    ['14:08: 1,400', 100],
  ]);
  expect(view.querySelector('[role=img]')?.ariaLabel).toBe('From 14:06 to 14:08, at most 1,400');
  expect(textOf(view.querySelector('.axis'))).toBe('14:06 14:08');
});

it.each([
  ['without a time', { from: 'then', stepMs: 60_000, counts: [1] }],
  ['without steps', { from: '2026-03-01T14:06:00Z', stepMs: 0, counts: [1] }],
  ['that are none', { from: '2026-03-01T14:06:00Z', stepMs: 60_000, counts: ['1'] }],
  ['of which there are none', { from: '2026-03-01T14:06:00Z', stepMs: 60_000, counts: [] }],
])('shows counts %s as they are', (_, counts) => {
  expect(factsOf({ counts })).toMatchObject([{ kind: 'json' }]);
});

it('puts a list of records into a table that can be scrolled by keyboard', async () => {
  const view = await show({
    largest: [
      { path: '/srv/data/uploads', bytes: 209_379_655_680 },
      { path: '/var', files: 212 },
    ],
  });
  expect([...view.querySelectorAll('th')].map(textOf)).toEqual(['Path', 'Bytes', 'Files']);
  expect([...view.querySelectorAll('tbody tr')].map((row) => [...row.children].map(textOf))).toEqual([
    ['/srv/data/uploads', '209 GB (209,379,655,680 bytes)', ''],
    ['/var', '', '212'],
  ]);
  const region = view.querySelector('[role=region]');
  expect([region?.getAttribute('aria-label'), region?.getAttribute('tabindex')]).toEqual(['Largest', '0']);
});

it('shows anything else as JSON', async () => {
  const view = await show({ byOwner: { root: { files: 3 } } });
  expect(JSON.parse(view.querySelector('pre')?.textContent ?? '')).toEqual({ root: { files: 3 } });
});

it('never runs what a result says', async () => {
  const view = await show({ report: '<img src=x onerror=alert(1)>' });
  expect(view.querySelector('img')).toBeNull();
  expect(textOf(view.querySelector('dd'))).toBe('<img src=x onerror=alert(1)>');
});
