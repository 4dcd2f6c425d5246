import type { JobsApi } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { lastValueFrom, of, toArray } from 'rxjs';
import { collectRuns } from './collect-runs';
import { manyRuns } from './testing/runs';

const runs = manyRuns(2_500);

/** A server whose pages are as long as said, whatever was asked for. */
function pagesOf(...sizes: readonly number[]): { readonly api: JobsApi; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const answer = (query: { readonly cursor?: string }) => {
    asked.push(query);
    const page = Number(query.cursor ?? 0);
    const from = sizes.slice(0, page).reduce((sum, size) => sum + size, 0);
    const items = runs.slice(from, from + (sizes[page] ?? 0));
    return of({ items, cursor: page + 1 < sizes.length ? String(page + 1) : null });
  };
  return { api: { runs: answer } as unknown as JobsApi, asked };
}

async function collect(api: JobsApi, most?: number): Promise<readonly (readonly JobRun[])[]> {
  return lastValueFrom(collectRuns(api, { q: 'job:a' }, most).pipe(toArray()));
}

it('asks for page after page until there is no more', async () => {
  const { api, asked } = pagesOf(1_000, 1_000, 500);
  expect((await collect(api)).flat()).toEqual(runs);
  expect(asked).toEqual([
    { q: 'job:a', limit: 1_000 },
    { q: 'job:a', limit: 1_000, cursor: '1' },
    { q: 'job:a', limit: 1_000, cursor: '2' },
  ]);
});

it('takes as many as it may, from short pages too', async () => {
  const { api, asked } = pagesOf(10, 0, 60, 60, 60);
  expect((await collect(api, 100)).flat()).toEqual(runs.slice(0, 100));
  expect(asked).toHaveLength(4);
});

it('begins anew with each subscription', async () => {
  const { api } = pagesOf(60, 60);
  const collected = collectRuns(api, { q: '' }, 100);
  expect((await lastValueFrom(collected.pipe(toArray()))).flat()).toHaveLength(100);
  expect((await lastValueFrom(collected.pipe(toArray()))).flat()).toHaveLength(100);
});
