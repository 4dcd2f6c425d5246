import type { JobRun } from './job-run.ts';
import { isSlow, matchRun, searchedText } from './match-run.ts';
import { parseRunQuery } from './run-query.ts';

const now = Date.parse('2026-11-23T14:10:00Z');
const around = { serverName: (serverId: number) => ({ 7: 'db-01' })[serverId], now: () => now };

const failed: JobRun = {
  jobId: 'k7q4m2xd',
  jobName: 'db-backup',
  serverId: 7,
  state: 'failed',
  startedAt: '2026-11-23T14:00:00Z',
  durationMs: 90_000,
  usualDurationMs: 60_000,
  by: { kind: 'person', name: 'Mira K.' },
  input: { path: '/srv/Mail' },
  error: 'ENOSPC: no space left on device',
  failure: { name: 'Error', causes: [{ message: 'quota exceeded' }] },
  anomalies: 1,
};
const running: JobRun = {
  jobId: 'r1',
  jobName: 'disk-usage-scan',
  serverId: 2,
  state: 'running',
  startedAt: '2026-11-23T14:04:00Z',
  anomalies: 0,
};
const queued: JobRun = { jobId: 'q1', jobName: 'db-restore', serverId: 2, state: 'queued', anomalies: 0 };
const all = [failed, running, queued];

const found = (query: string) => all.filter(matchRun(parseRunQuery(query), around)).map(({ jobId }) => jobId);

describe('matchRun', () => {
  it.each([
    ['', ['k7q4m2xd', 'r1', 'q1']],
    ['job:db-*', ['k7q4m2xd', 'q1']],
    ['job:db', []],
    ['-job:db-*', ['r1']],
    ['server:db-01', ['k7q4m2xd']],
    ['server:2', ['r1', 'q1']],
    ['state:running,queued', ['r1', 'q1']],
    ['run:K7*', ['k7q4m2xd']],
    ['by:person', ['k7q4m2xd']],
    ['by:"mira k."', ['k7q4m2xd']],
    ['-by:person', ['r1', 'q1']],
    ['duration:>5m', ['r1']],
    ['duration:<5m', ['k7q4m2xd']],
    ['is:slow', ['k7q4m2xd']],
    ['is:anomalous', ['k7q4m2xd']],
    ['"no space"', ['k7q4m2xd']],
    ['/srv/mail', ['k7q4m2xd']],
    ['quota', ['k7q4m2xd']],
    ['scan', ['r1']],
    ['-enospc state:queued', ['q1']],
  ])('finds by %j', (query, jobIds) => {
    expect(found(query)).toEqual(jobIds);
  });

  it('finds a retry by who asked for it', () => {
    const again: JobRun = { ...queued, by: { kind: 'retry', name: 'k7q4m2xd', person: 'Ada L.' } };
    for (const query of ['by:retry', 'by:ada*', 'ada', 'by:k7q4m2xd']) {
      expect(matchRun(parseRunQuery(query), around)(again)).toBe(true);
    }
  });
});

describe('a run', () => {
  it('is slow from 1.5 times its usual duration on, while it goes on too', () => {
    expect(isSlow(failed, now)).toBe(true);
    expect(isSlow({ ...failed, usualDurationMs: 60_001 }, now)).toBe(false);
    expect(isSlow({ ...running, usualDurationMs: 240_000 }, now)).toBe(true);
    expect(isSlow({ ...running, usualDurationMs: 240_000 }, now - 1)).toBe(false);
    expect(isSlow(running, now)).toBe(false);
  });

  it('is searched in lower case, and not without end', () => {
    expect(searchedText(failed)).toContain('{"path":"/srv/mail"}');
    expect(searchedText({ ...failed, result: 'x'.repeat(100_000) })).toHaveLength(16_384);
  });
});
