import { TestBed } from '@angular/core/testing';
import { Appearance } from './appearance';

afterEach(() => {
  jest.restoreAllMocks();
  localStorage.clear();
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
  TestBed.tick();
  expect([classes(), appearance.timeZone()]).toEqual([['dark'], 'UTC']);

  TestBed.resetTestingModule();
  const next = TestBed.inject(Appearance);
  expect([next.theme(), next.clock()]).toEqual(['dark', 'utc']);
  next.theme.set('light');
  TestBed.tick();
  expect(classes()).toEqual(['light']);
});

it('takes no notice of what it does not know', () => {
  localStorage.setItem('jobwire.theme', 'pink');
  expect(TestBed.inject(Appearance).theme()).toBe('system');
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
