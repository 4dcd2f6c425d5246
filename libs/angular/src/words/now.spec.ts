import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { injectAgo, injectNow } from './now';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-03-01T14:22:08Z') }));
afterEach(() => jest.useRealTimers());

it('ticks once a second, and not in a hidden page', () => {
  const now = TestBed.runInInjectionContext(injectNow);
  const start = now();
  jest.advanceTimersByTime(3_000);
  expect(now() - start).toBe(3_000);

  const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  jest.advanceTimersByTime(10_000);
  expect(now() - start).toBe(3_000);

  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(now() - start).toBe(13_000);
  hidden.mockRestore();
});

it('lets the age of a moment go on, second by second and then minute by minute', () => {
  const ago = TestBed.runInInjectionContext(() => injectAgo(() => '2026-03-01T14:21:30Z'));
  expect(ago()).toBe('38 s ago');
  jest.advanceTimersByTime(1_000);
  expect(ago()).toBe('39 s ago');
  jest.advanceTimersByTime(21_000);
  expect(ago()).toBe('1 m ago');
  jest.advanceTimersByTime(120_000);
  expect(ago()).toBe('3 m ago');
});

it('stands still where it is frozen', () => {
  const frozenAt = signal<number | undefined>(undefined);
  const ago = TestBed.runInInjectionContext(() => injectAgo(() => '2026-03-01T14:22:00Z', { frozenAt }));
  frozenAt.set(Date.now());
  jest.advanceTimersByTime(30_000);
  expect(ago()).toBe('8 s ago');
  frozenAt.set(undefined);
  expect(ago()).toBe('38 s ago');
});

it('is empty without a moment', () => {
  expect(TestBed.runInInjectionContext(() => injectAgo(() => undefined))()).toBe('');
});

it('lets the clocks of many tick one after the other', () => {
  const clocks = Array.from({ length: 3 }, () => TestBed.runInInjectionContext(() => injectNow({ isOneOfMany: true })));
  const before = clocks.map((clock) => clock());
  const ticked = (): number => clocks.filter((clock, index) => clock() !== before[index]).length;
  jest.advanceTimersByTime(125);
  expect(ticked()).toBe(1);
  jest.advanceTimersByTime(875);
  expect(ticked()).toBe(3);
});
