import { convertToParamMap } from '@angular/router';
import type { AnomalyRecord } from '@jobwire/events';
import { fits, isNarrowed, readFilter, writeFilter } from './anomaly-filter';

const read = (params: Record<string, string>): ReturnType<typeof readFilter> => readFilter(convertToParamMap(params));
const none = { state: 'open', severity: undefined, serverId: undefined, q: '' } as const;

it('reads what it has written', () => {
  const filter = { state: 'all', severity: 'high', serverId: 7, q: 'login' } as const;
  const written = writeFilter(filter);
  expect(written).toEqual({ state: 'all', severity: 'high', server: 7, q: 'login' });
  expect(read({ ...written, server: '7' })).toEqual(filter);
});

it('leaves defaults out of the address, and takes what is wrong for them', () => {
  expect(writeFilter(none)).toEqual({ state: null, severity: null, server: null, q: null });
  expect(read({ state: 'odd', severity: 'worst', server: 'app-01' })).toEqual(none);
  expect([isNarrowed(none), isNarrowed({ ...none, state: 'all' }), isNarrowed({ ...none, serverId: 0 })]).toEqual([
    false,
    false,
    true,
  ]);
});

it('finds words in the summary, the job, the server and the note, whatever their case', () => {
  const record: AnomalyRecord = {
    position: '1-1',
    severity: 'high',
    summary: '412 failed logins',
    timestamp: '2026-03-01T14:22:08Z',
    jobName: 'auth-log-scan',
    serverId: 7,
    acknowledged: { position: '2-1', timestamp: '2026-03-01T14:22:08Z', note: 'Blocked' },
  };
  const found = (q: string, more = {}): boolean => fits({ ...none, q, ...more }, record, () => 'edge-02');
  expect(['LOGINS edge', 'auth', 'blocked', ''].map((q) => found(q))).toEqual([true, true, true, true]);
  expect([found('logins db-01'), found('', { severity: 'low' }), found('', { serverId: 1 })]).toEqual([
    false,
    false,
    false,
  ]);
});
