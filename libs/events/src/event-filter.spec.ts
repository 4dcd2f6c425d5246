import * as z from 'zod';
import { compileFilter, filterKey, filterQuery, filterToQuery, type EventFilter } from './event-filter.ts';
import { JOB_EVENT_TYPES, type JobEvent } from './job-event.ts';
import { LEAST } from './testing/sample-events.ts';

const events: JobEvent[] = [
  ...Object.values(LEAST),
  { ...LEAST.started, serverId: 2 },
  { ...LEAST.failed, jobName: 'sync', jobId: 'b' },
  { ...LEAST.anomaly_detected, jobName: 'sync', serverId: 2, jobId: 'b' },
];

const passing = (filter: EventFilter) => events.filter(compileFilter(filter) ?? (() => true));

describe('compileFilter', () => {
  it('is no test at all where everything passes', () => {
    expect(compileFilter({})).toBeUndefined();
  });

  it.each<[string, EventFilter, (event: JobEvent) => boolean]>([
    ['one server', { serverId: [2] }, (event) => event.serverId === 2],
    ['several servers', { serverId: [2, 1, 3] }, () => true],
    ['a job', { jobName: ['sync'] }, (event) => event.jobName === 'sync'],
    ['types', { type: ['failed', 'started'] }, (event) => event.type === 'failed' || event.type === 'started'],
    ['a run, and with it no event without one', { jobId: ['a'] }, (event) => event.jobId === 'a'],
    [
      'a server and a type',
      { serverId: [2], type: ['started'] },
      (event) => event.serverId === 2 && event.type === 'started',
    ],
    [
      'all four',
      { serverId: [1], jobName: ['sync'], type: ['failed'], jobId: ['b'] },
      (event) => event.jobId === 'b' && event.serverId === 1,
    ],
    ['an empty list, which nothing is in', { type: [] }, () => false],
  ])('lets through what is of %s', (_what, filter, expected) => {
    expect(passing(filter)).toEqual(events.filter(expected));
  });
});

describe('filterKey', () => {
  it('is empty where everything passes', () => {
    expect(filterKey({})).toBe('');
  });

  it.each<[string, EventFilter, EventFilter]>([
    ['order', { serverId: [10, 9], type: ['failed', 'started'] }, { type: ['started', 'failed'], serverId: [9, 10] }],
    ['repetition', { jobName: ['a', 'b', 'a'] }, { jobName: ['b', 'a'] }],
  ])('does not mind %s', (_what, a, b) => {
    expect(filterKey(a)).toBe(filterKey(b));
  });

  it('differs where other events pass', () => {
    const filters: EventFilter[] = [
      {},
      { serverId: [] },
      { serverId: [1] },
      { serverId: [1, 2] },
      { serverId: [12] },
      { jobName: ['1'] },
      { jobId: ['1'] },
      { jobId: ['1,2'] },
      { jobId: ['1', '2'] },
      { type: ['started'] },
      { type: ['started'], jobId: ['1'] },
    ];
    expect(new Set(filters.map(filterKey)).size).toBe(filters.length);
  });
});

describe('a filter in a query', () => {
  const query = z.object(filterQuery);
  const message = (input: unknown) => query.safeParse(input).error?.issues[0]?.message;

  it('is comma-separated', () => {
    expect(filterToQuery({ serverId: [1, 2], type: ['failed'] })).toEqual([
      ['serverId', '1,2'],
      ['type', 'failed'],
    ]);
    expect(filterToQuery({})).toEqual([]);
  });

  it('is read again as it was written', () => {
    const filter: EventFilter = { serverId: [0, 2], jobName: ['a', 'b.c'], type: [...JOB_EVENT_TYPES], jobId: ['A:1'] };
    expect(query.parse(Object.fromEntries(filterToQuery(filter)))).toEqual(filter);
  });

  it('may repeat a parameter, with commas in it too', () => {
    expect(query.parse({ serverId: ['1', '2,3'], jobName: ['a'] })).toEqual({ serverId: [1, 2, 3], jobName: ['a'] });
  });

  it('is empty where nothing is given', () => {
    expect(query.parse({})).toEqual({});
  });

  it.each([
    [{ serverId: 'one' }, 'write it as a whole number'],
    [{ serverId: '' }, 'write it as a whole number'],
    [{ serverId: '1,,2' }, 'write it as a whole number'],
    [{ serverId: '1.5' }, 'write it as a whole number'],
    [{ serverId: '-1' }, 'write it as a whole number'],
    [{ serverId: '0x1' }, 'write it as a whole number'],
    [{ serverId: '2147483648' }, 'Too big: expected number to be <=2147483647'],
    [{ jobName: 'Backup' }, 'use 1 to 64 of a-z 0-9 - _ . and begin with a letter or digit'],
    [{ jobName: 'a, b' }, 'use 1 to 64 of a-z 0-9 - _ . and begin with a letter or digit'],
    [{ jobId: 'a b' }, 'use 1 to 128 of A-Z a-z 0-9 . _ : -'],
  ])('refuses %j and says how to write it', (input, expected) => {
    expect(message(input)).toBe(expected);
  });

  it.each(['hello', 'ping', 'Failed'])('refuses the type %s, which no event has', (type) => {
    expect(message({ type })).toContain('"failed"');
  });

  it('takes a hundred of each at most', () => {
    const ids = Array.from({ length: 101 }, (_, index) => String(index));
    expect(query.parse({ jobId: ids.slice(1).join(',') }).jobId).toHaveLength(100);
    expect(message({ jobId: ids.join(',') })).toBe('Too big: expected array to have <=100 items');
  });
});
