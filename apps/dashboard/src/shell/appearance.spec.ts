import { MediaMatcher } from '@angular/cdk/layout';
import { TestBed } from '@angular/core/testing';
import { Appearance } from './appearance';

afterEach(() => {
  jest.restoreAllMocks();
  localStorage.clear();
  document.documentElement.className = '';
});

const classes = (): string[] => [...document.documentElement.classList];

it('goes with the system, and shows times of the machine', () => {
  const appearance = TestBed.inject(Appearance);
  TestBed.tick();
  expect([appearance.theme(), appearance.timeZone(), classes()]).toEqual(['system', undefined, []]);
});

it('keeps what was chosen', () => {
  const appearance = TestBed.inject(Appearance);
  appearance.theme.set('dark');
  appearance.clock.set('utc');
  appearance.choose('compact');
  TestBed.tick();
  expect([classes(), appearance.timeZone()]).toEqual([['dark'], 'UTC']);

  TestBed.resetTestingModule();
  const next = TestBed.inject(Appearance);
  expect([next.theme(), next.clock(), next.density()]).toEqual(['dark', 'utc', 'compact']);
  next.theme.set('light');
  TestBed.tick();
  expect(classes()).toEqual(['light']);
});

it.each([
  ['compact', 32, 48],
  ['default', 36, 56],
  ['roomy', 44, 64],
] as const)('%s: rows of %s pixels, cells of %s', (density, row, cell) => {
  const appearance = TestBed.inject(Appearance);
  appearance.choose(density);
  TestBed.tick();
  const { style } = document.documentElement;
  expect([
    appearance.rowHeight(),
    style.getPropertyValue('--row-height'),
    style.getPropertyValue('--cell-height'),
  ]).toEqual([row, `${row}px`, `${cell}px`]);
});

it('has room for fingers where no density was chosen, and does not keep that', () => {
  const media = { matches: true, addListener: () => {}, removeListener: () => {} } as unknown as MediaQueryList;
  TestBed.configureTestingModule({ providers: [{ provide: MediaMatcher, useValue: { matchMedia: () => media } }] });
  const appearance = TestBed.inject(Appearance);
  TestBed.tick();
  expect([appearance.density(), localStorage.getItem('jobwire.density')]).toEqual(['roomy', null]);
  appearance.choose('compact');
  expect(appearance.density()).toBe('compact');
});

it('takes no notice of what it does not know', () => {
  localStorage.setItem('jobwire.theme', 'pink');
  localStorage.setItem('jobwire.density', 'huge');
  const appearance = TestBed.inject(Appearance);
  expect([appearance.theme(), appearance.density()]).toEqual(['system', 'default']);
});

it('works where the browser blocks site data', () => {
  jest.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('Blocked.', 'SecurityError');
  });
  const appearance = TestBed.inject(Appearance);
  appearance.theme.set('dark');
  TestBed.tick();
  expect(classes()).toEqual(['dark']);
});
