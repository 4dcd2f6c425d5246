import { TestBed } from '@angular/core/testing';
import { LiveRegion, LiveRegionPlace } from './live-region';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'requestAnimationFrame'] }));
afterEach(() => void jest.useRealTimers());

function open() {
  const fixture = TestBed.createComponent(LiveRegionPlace);
  const read = (politeness: string): string | undefined => {
    fixture.detectChanges();
    const place: Element = fixture.nativeElement;
    return place.querySelector(`[aria-live=${politeness}]`)?.textContent?.trim();
  };
  return { region: TestBed.inject(LiveRegion), read };
}

it('reads a sentence out in the region of its politeness, for a while', () => {
  const { region, read } = open();
  region.announce('Live again.', 'polite');
  jest.advanceTimersByTime(1_000);
  region.announce('Signed out.', 'assertive');
  jest.advanceTimersByTime(100);
  expect([read('polite'), read('assertive')]).toEqual(['Live again.', 'Signed out.']);
  jest.advanceTimersByTime(2_000);
  expect([read('polite'), read('assertive')]).toEqual(['', 'Signed out.']);
});

it('is empty in between, so that the same sentence is read again', () => {
  const { region, read } = open();
  region.announce('Paused.', 'polite');
  jest.advanceTimersByTime(2_000);
  region.announce('Paused.', 'polite');
  expect(read('polite')).toBe('');
  jest.advanceTimersByTime(1_500);
  expect(read('polite')).toBe('Paused.');
});
