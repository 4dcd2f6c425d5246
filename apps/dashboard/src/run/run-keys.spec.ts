import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import type { JobRun, JobStatus } from '@jobwire/events';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { injectRunKeys } from './run-keys';

const MINUTE_MS = 60_000;
const now = Date.now();

/** Begun so many minutes ago. */
function runOf(jobId: string, minutesAgo: number): JobRun {
  const startedAt = new Date(now - minutesAgo * MINUTE_MS).toISOString();
  return { jobId, jobName: 'disk-usage-scan', serverId: 1, state: 'completed', startedAt, anomalies: 0 };
}

const shown = signal<JobRun | undefined>(undefined);
const status = signal<JobStatus | undefined>(undefined);

@Component({ template: '' })
class Page {
  constructor() {
    injectRunKeys({ run: shown, status, events: () => [], copyId: () => undefined });
  }
}

let server: FakeServer;
let went: jest.SpyInstance;
let all: readonly JobRun[];
let asked: (string | null)[][];

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  went = jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
  asked = [];
  all = [];
  // As the server lists them: newest first, begun within a span.
  server.runPage = (params) => {
    asked.push(['serverId', 'jobName', 'limit'].map((name) => params.get(name)));
    const [from, to] = [Number(params.get('from') ?? 0), Number(params.get('to') ?? Infinity)];
    const begun = ({ startedAt = '' }: JobRun): number => Date.parse(startedAt);
    const items = all.filter((run) => begun(run) >= from && begun(run) < to).sort((a, b) => begun(b) - begun(a));
    return { items: items.slice(0, Number(params.get('limit'))), cursor: null };
  };
  TestBed.createComponent(Page);
});

/** Where a key leads from a run, if anywhere. */
async function press(key: 'j' | 'k', run: JobRun | undefined, of?: JobStatus): Promise<unknown> {
  shown.set(run);
  status.set(of);
  went.mockClear();
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await server.settle();
  return (went.mock.calls[0] as [string[]] | undefined)?.[0][1];
}

it('lead to the next and the previous of the runs that the status lists, without a request', async () => {
  const recent = aStatus('disk-usage-scan', {
    state: 'running',
    jobId: 'c',
    recentRuns: [
      { jobId: 'a', state: 'completed' },
      { jobId: 'b', state: 'failed' },
    ],
  });
  expect(await press('j', runOf('a', 9), recent)).toBe('b');
  expect(await press('j', runOf('b', 6), recent)).toBe('c');
  expect(await press('k', runOf('c', 3), recent)).toBe('b');
  expect(await press('k', runOf('b', 6), recent)).toBe('a');
  expect(asked).toEqual([]);
});

it('ask the server for those before and between, however far away they are', async () => {
  all = [runOf('a', 100_000), runOf('b', 99_999), runOf('c', 40_000), runOf('d', 1)];
  const [a, b, c] = all;
  const recent = aStatus('disk-usage-scan', { jobId: 'd', recentRuns: [{ jobId: 'd', state: 'completed' }] });
  expect(await press('k', runOf('d', 1), recent)).toBe('c');
  expect(await press('k', b, recent)).toBe('a');
  expect(await press('j', a, recent)).toBe('b');
  expect(await press('j', b, recent)).toBe('c');
  expect(await press('j', c, recent)).toBe('d');
  expect(asked[0]).toEqual(['1', 'disk-usage-scan', '2']);
});

it('say where there is none, or where that is not known', async () => {
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  all = [runOf('a', 5)];
  expect(await press('j', all[0])).toBeUndefined();
  expect(await press('k', all[0])).toBeUndefined();
  server.problems.set('/api/runs', { status: 502, detail: 'The job server does not answer.' });
  expect(await press('k', all[0])).toBeUndefined();
  expect(said.mock.calls.map(([message]) => message)).toEqual([
    'This is the newest run of disk-usage-scan on server-1.',
    'This is the oldest run kept of disk-usage-scan on server-1.',
    'The other run was not found: The job server does not answer.',
  ]);
});

it('do nothing before the run is there', async () => {
  expect(await press('j', undefined)).toBeUndefined();
  expect(asked).toEqual([]);
});
