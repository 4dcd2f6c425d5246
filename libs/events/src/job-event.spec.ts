import {
  isTerminal,
  jobEventSchema,
  JOB_EVENT_TYPES,
  streamEventSchema,
  utf8Length,
  type JobEventType,
} from './job-event.ts';
import { LIMITS } from './limits.ts';
import { LEAST } from './testing/sample-events.ts';

declare const TextEncoder: new () => { encode(text: string): { readonly length: number } };

const refuses = (event: unknown) => !jobEventSchema.safeParse(event).success;
const without = (event: object, field: string) =>
  Object.fromEntries(Object.entries(event).filter(([name]) => name !== field));

describe('jobEventSchema', () => {
  it('knows nine types', () => {
    expect(JOB_EVENT_TYPES).toEqual(Object.keys(LEAST));
  });

  describe.each(JOB_EVENT_TYPES)('of %s', (type) => {
    const least = LEAST[type];

    it('takes the least that such an event says, and gives it back unchanged', () => {
      expect(jobEventSchema.parse(least)).toEqual(least);
    });

    it('takes what the store adds', () => {
      const stored = { ...least, position: '1763900000000-2', epochMs: 1_763_900_000_000 };
      expect(jobEventSchema.parse(stored)).toEqual(stored);
    });

    it('refuses an unknown field', () => {
      expect(refuses({ ...least, jobname: 'backup' })).toBe(true);
    });

    it('requires each of those fields', () => {
      const optional = Object.keys(least).filter((field) => !refuses(without(least, field)));
      expect(optional).toEqual([]);
    });
  });

  it.each(['hello', 'ping', 'Started', '', undefined, null])('refuses the type %p', (type) => {
    expect(refuses({ ...LEAST.started, type })).toBe(true);
  });

  it.each([null, 'started', 7, [LEAST.started]])('refuses %p', (event) => {
    expect(refuses(event)).toBe(true);
  });

  describe('has each field on the types that it belongs to, and on no other:', () => {
    const by = { kind: 'person', name: 'Ada' };
    const runs: JobEventType[] = [
      'queued',
      'started',
      'progress',
      'completed',
      'failed',
      'cancelled',
      'cancel_requested',
    ];

    it.each<[string, unknown, JobEventType[]]>([
      ['by', by, ['queued', 'started', 'cancelled', 'cancel_requested', 'anomaly_acknowledged']],
      ['error', 'Disk full', ['failed', 'cancelled']],
      ['failure', { name: 'Error' }, ['failed']],
      ['progress', { current: 1, total: 2 }, runs],
      ['data', { anything: [1, null, 'x'] }, runs],
      ['jobId', 'b', [...runs, 'anomaly_detected', 'anomaly_acknowledged']],
    ])('%s', (field, value, types) => {
      expect(JOB_EVENT_TYPES.filter((type) => !refuses({ ...LEAST[type], [field]: value }))).toEqual(types);
    });
  });
});

describe('the fields of an event', () => {
  const started = LEAST.started;

  it.each(['a', '0', 'disk-usage-scan', 'a.b_c-9', 'a'.repeat(64)])('jobName may be %p', (jobName) => {
    expect(refuses({ ...started, jobName })).toBe(false);
  });

  it.each(['', '-a', '.a', '_a', 'A', 'disk usage', 'ä', 'a\n', 'a/b', 'a'.repeat(65)])(
    'jobName may not be %j',
    (jobName) => {
      expect(refuses({ ...started, jobName })).toBe(true);
    },
  );

  it.each(['a', '-', 'A:1._b-C', '0'.repeat(128)])('jobId may be %p', (jobId) => {
    expect(refuses({ ...started, jobId })).toBe(false);
  });

  it.each(['', 'a b', 'a/b', 'é', 'a\n', 7, '0'.repeat(129)])('jobId may not be %j', (jobId) => {
    expect(refuses({ ...started, jobId })).toBe(true);
  });

  it.each([0, 1, 2_147_483_647])('serverId may be %p', (serverId) => {
    expect(refuses({ ...started, serverId })).toBe(false);
  });

  it.each([-1, 1.5, 2_147_483_648, NaN, '1', null])('serverId may not be %p', (serverId) => {
    expect(refuses({ ...started, serverId })).toBe(true);
  });

  it.each(['2026-11-23T14:22:08Z', '2026-11-23T14:22:08.031Z', '2026-11-23T14:22:08.031274Z'])(
    'timestamp may be %p',
    (timestamp) => {
      expect(refuses({ ...started, timestamp })).toBe(false);
    },
  );

  it.each(['2026-11-23T14:22:08+01:00', '2026-11-23', '2026-02-30T00:00:00Z', 'now', 1_763_900_000_000])(
    'timestamp may not be %p',
    (timestamp) => {
      expect(refuses({ ...started, timestamp })).toBe(true);
    },
  );

  it.each([{ position: '1' }, { position: '8640000000000001-0' }, { epochMs: -1 }, { epochMs: 1.5 }])(
    'what the store adds may not be %p',
    (stamp) => {
      expect(refuses({ ...started, ...stamp })).toBe(true);
    },
  );

  it.each([{}, { current: 0 }, { current: 1, total: 0 }, { percent: 0 }, { current: 5, total: 2, percent: 100 }])(
    'progress may be %p',
    (progress) => {
      expect(refuses({ ...LEAST.progress, progress })).toBe(false);
    },
  );

  it.each([
    { current: -1 },
    { total: -1 },
    { percent: -0.1 },
    { percent: 100.1 },
    { current: NaN },
    { total: Infinity },
    { current: '1' },
    { done: 1 },
    7,
  ])('progress may not be %p', (progress) => {
    expect(refuses({ ...LEAST.progress, progress })).toBe(true);
  });

  it.each([
    { kind: 'robot' },
    { name: 'Ada' },
    { kind: 'person', name: 'x'.repeat(201) },
    { kind: 'retry', name: 'run-1', person: 'x'.repeat(201) },
    { kind: 'api', id: 1 },
    'Ada',
  ])('by may not be %p', (by) => {
    expect(refuses({ ...started, by })).toBe(true);
  });

  it.each([
    { severity: 'awful', summary: 'x' },
    { severity: 'high' },
    { severity: 'high', summary: '' },
    { severity: 'high', summary: 'x'.repeat(1_001) },
    { severity: 'high', summary: 'x', details: 1 },
  ])('an anomaly may not be %p', (data) => {
    expect(refuses({ ...LEAST.anomaly_detected, data })).toBe(true);
  });

  it('an anomaly may bring any evidence, and name the run that found it', () => {
    const data = { severity: 'critical', summary: 'x'.repeat(1_000), evidence: { files: ['/etc/passwd'] } };
    expect(refuses({ ...LEAST.anomaly_detected, data, jobId: 'a' })).toBe(false);
  });

  it.each([{}, { position: '1' }, { position: '1-0', note: 'x'.repeat(1_001) }, { position: '1-0', by: 'Ada' }])(
    'an acknowledgement may not be %p',
    (data) => {
      expect(refuses({ ...LEAST.anomaly_acknowledged, data })).toBe(true);
    },
  );

  it('error is at most 8 KiB in UTF-8', () => {
    expect(refuses({ ...LEAST.failed, error: 'é'.repeat(LIMITS.errorBytes / 2) })).toBe(false);
    expect(refuses({ ...LEAST.failed, error: `${'é'.repeat(LIMITS.errorBytes / 2)}.` })).toBe(true);
  });

  it('failure is at most 16 KiB as JSON in UTF-8', () => {
    const stack = 'é'.repeat((LIMITS.failureBytes - '{"stack":""}'.length) / 2);
    expect(refuses({ ...LEAST.failed, failure: { stack } })).toBe(false);
    expect(refuses({ ...LEAST.failed, failure: { stack: `${stack}.` } })).toBe(true);
  });

  it('failure has a name, a stack and causes, each with its message', () => {
    const failure = { name: 'TypeError', stack: 'at x', causes: [{ message: 'x' }, { name: 'Error', message: 'y' }] };
    expect(refuses({ ...LEAST.failed, failure })).toBe(false);
    expect(refuses({ ...LEAST.failed, failure: { causes: [{ name: 'Error' }] } })).toBe(true);
    expect(refuses({ ...LEAST.failed, failure: { message: 'x' } })).toBe(true);
  });
});

describe('streamEventSchema', () => {
  const hello = {
    type: 'hello',
    timestamp: '2026-11-23T14:22:08.031274Z',
    epochMs: 1_763_900_000_000,
    position: '1763900000000-2',
    replay: { count: 12, gap: null },
    heartbeatMs: 15_000,
  };
  const ping = { type: 'ping', timestamp: '2026-11-23T14:22:08.031274Z', epochMs: 1_763_900_000_000 };
  const refusesToStream = (event: unknown) => !streamEventSchema.safeParse(event).success;

  it('takes events, hello and ping', () => {
    for (const event of [...Object.values(LEAST), hello, ping]) expect(streamEventSchema.parse(event)).toEqual(event);
  });

  it.each(['evicted', 'restarted', 'unknown'])('takes a hello with the gap %p', (gap) => {
    expect(refusesToStream({ ...hello, replay: { count: 0, gap, missed: 3 } })).toBe(false);
  });

  it.each([
    { replay: { count: 0, gap: 'lost' } },
    { replay: { count: 0 } },
    { replay: { count: -1, gap: null } },
    { position: 'now' },
    { heartbeatMs: 0 },
  ])('refuses a hello with %p', (wrong) => {
    expect(refusesToStream({ ...hello, ...wrong })).toBe(true);
  });

  it('leaves out what a newer server may say in hello and ping', () => {
    expect(streamEventSchema.parse({ ...hello, weather: 'fine' })).toEqual(hello);
    expect(streamEventSchema.parse({ ...ping, weather: 'fine' })).toEqual(ping);
  });

  it('takes since when a relay has lost its source', () => {
    const sourceLostSince = '2026-11-23T14:22:08Z';
    for (const event of [hello, ping]) {
      expect(streamEventSchema.parse({ ...event, sourceLostSince })).toEqual({ ...event, sourceLostSince });
    }
  });
});

describe('isTerminal', () => {
  it('is so for the three ends of a run', () => {
    expect(JOB_EVENT_TYPES.filter((type) => isTerminal({ type }))).toEqual(['completed', 'failed', 'cancelled']);
  });
});

describe('utf8Length', () => {
  it.each([
    '',
    'plain',
    'é',
    '߿',
    'ࠀ',
    '€',
    '\uffff',
    '😀',
    '👩‍👩‍👧',
    '\0',
    '\ud83d',
    '\ude00',
    '\ude00\ud83d',
    'a\ud83d\ud83d\ude00b\ude00',
  ])('is what encoding %j gives', (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });
});
