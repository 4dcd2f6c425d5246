import { TestBed, type ComponentFixture } from '@angular/core/testing';
import type { RunHistogram } from '@jobwire/events';
import { toBars } from './histogram-bars';
import { NO_RUNS } from './run-counts';
import { RunsHistogram } from './runs-histogram';
import type { FixedSpan } from './time-span';

const HOUR = 3_600_000;
const from = Date.parse('2026-03-01T00:00:00Z');
const histogram: RunHistogram = {
  from,
  to: from + 10 * HOUR,
  stepMs: HOUR,
  bars: [
    { ...NO_RUNS, at: from + HOUR, completed: 3, failed: 1 },
    { ...NO_RUNS, at: from + 9 * HOUR, completed: 2 },
  ],
};

let fixture: ComponentFixture<RunsHistogram>;
let chosen: FixedSpan[];

beforeEach(() => {
  fixture = TestBed.createComponent(RunsHistogram);
  fixture.componentRef.setInput('histogram', histogram);
  fixture.componentRef.setInput('timeZone', 'UTC');
  chosen = [];
  fixture.componentInstance.chosen.subscribe((span) => chosen.push(span));
  TestBed.tick();
});

const plot = (): HTMLElement => (fixture.nativeElement as HTMLElement).querySelector('.plot') as HTMLElement;

function press(key: string, more: KeyboardEventInit = {}): void {
  plot().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  TestBed.tick();
}

it('fills in bars without runs', () => {
  const bars = toBars(histogram);
  expect(bars.map(({ total }) => total)).toEqual([0, 4, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(bars[1]).toMatchObject({ from: from + HOUR, to: from + 2 * HOUR, x: 0.1, height: 1, failed: 1 });
  expect(bars[9]?.height).toBe(0.5);
});

it('draws failed runs below the line, and says the sum', () => {
  const page = fixture.nativeElement as HTMLElement;
  expect([page.querySelectorAll('.body').length, page.querySelectorAll('.fail').length]).toEqual([2, 1]);
  expect(plot().getAttribute('aria-label')).toMatch(/^Runs over time: 6 runs, 1 failed/);
});

it('says the year on its axis where it is not this one', () => {
  fixture.componentRef.setInput('histogram', { from: 0, to: 30 * 24 * HOUR, stepMs: 24 * HOUR, bars: [] });
  TestBed.tick();
  const axis = [...(fixture.nativeElement as HTMLElement).querySelectorAll('.axis span')];
  expect(axis.map(({ textContent }) => textContent)).toEqual([
    '1 Jan 1970',
    '8 Jan 1970',
    '16 Jan 1970',
    '23 Jan 1970',
    '31 Jan 1970, 00:00',
  ]);
});

it('reads a bar out with arrows, and chooses a span with Shift', () => {
  press('Home');
  press('ArrowRight');
  expect(plot().getAttribute('aria-valuetext')).toMatch(/^1 Mar( 2026)?, 01:00 to 02:00: 4 runs, 1 failed$/);
  press('ArrowRight', { shiftKey: true });
  press('ArrowRight', { shiftKey: true });
  expect(plot().getAttribute('aria-valuetext')).toMatch(/^Chosen: 1 Mar( 2026)?, 01:00 to 04:00\. Enter shows it\.$/);
  press('Enter');
  expect(chosen).toEqual([{ from: from + HOUR, to: from + 4 * HOUR }]);
});

it('chooses nothing that was given up', () => {
  press('ArrowLeft', { shiftKey: true });
  press('Escape');
  expect((fixture.nativeElement as HTMLElement).querySelector('.range')).toBeNull();
});

it('chooses a span by dragging, in either direction', () => {
  const svg = plot().querySelector('svg') as SVGElement;
  svg.getBoundingClientRect = () => ({ left: 100, width: 1_000 }) as DOMRect;
  plot().setPointerCapture = () => undefined;
  const point = (type: string, clientX: number): boolean =>
    plot().dispatchEvent(new MouseEvent(type, { clientX, button: 0, bubbles: true }));
  point('pointerdown', 650);
  point('pointermove', 350);
  point('pointerup', 350);
  expect(chosen).toEqual([{ from: from + 2 * HOUR, to: from + 6 * HOUR }]);
});
