import { TestBed } from '@angular/core/testing';
import type { RecentRun } from '@jobwire/events';
import { RunSparkline } from './run-sparkline';

const run = (durationMs: number, state: RecentRun['state'] = 'completed'): RecentRun => ({ state, durationMs });

async function draw(runs: readonly RecentRun[], more: { usualMs?: number; runningMs?: number } = {}) {
  const fixture = TestBed.createComponent(RunSparkline);
  fixture.componentRef.setInput('runs', runs);
  for (const [name, value] of Object.entries(more)) fixture.componentRef.setInput(name, value);
  await fixture.whenStable();
  const svg = (fixture.nativeElement as HTMLElement).querySelector('svg') as SVGElement;
  const bars = [...svg.querySelectorAll('path:not(.base)')]
    .flatMap((path) =>
      [...(path.getAttribute('d') ?? '').matchAll(/M(\S+) \S+h3v(\S+?)h/g)].map(([, x, height]) => ({
        kind: path.getAttribute('class'),
        x: Number(x),
        height: Number(height),
      })),
    )
    .sort((a, b) => a.x - b.x);
  return { bars, text: svg.getAttribute('aria-label') };
}

it('draws runs as high as they were long, the newest right', async () => {
  const { bars } = await draw([run(1_000), run(4_000), run(2_000)]);
  expect(bars.map(({ height }) => height)).toEqual([2.5, 10, 5]);
  expect(bars.map(({ x }) => x)).toEqual([49.5, 54, 58.5]);
});

it('lets a failed run reach below the line', async () => {
  const { bars } = await draw([run(4_000), run(4_000, 'failed')]);
  expect(bars).toMatchObject([
    { kind: 'done', height: 10 },
    { kind: 'failed', height: 13.5 },
  ]);
});

it('marks what took much longer than is usual', async () => {
  const { bars } = await draw([run(1_499), run(1_500)], { usualMs: 1_000 });
  expect(bars.map(({ kind }) => kind)).toEqual(['done', 'slow']);
});

it('outlines the run that goes on, as the fourteenth', async () => {
  const { bars } = await draw(
    Array.from({ length: 14 }, () => run(1_000)),
    { runningMs: 500 },
  );
  expect(bars).toHaveLength(14);
  expect(bars.at(-1)?.kind).toBe('running');
});

it('is one sentence for those who do not see it', async () => {
  expect((await draw([run(1_000), run(1, 'failed')], { usualMs: 72_000 })).text).toBe(
    '2 runs, 1 failed, median 1 m 12 s',
  );
  expect((await draw([run(1_000)])).text).toBe('1 run');
});
