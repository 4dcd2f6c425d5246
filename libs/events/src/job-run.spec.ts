import { JOB_EVENT_TYPES, type StoredJobEvent } from './job-event.ts';
import { applyToRun, isOver, jobRunSchema, type JobRun } from './job-run.ts';
import { anyHistory, seeded } from './testing/any-history.ts';
import { storedAt, timeOf } from './testing/sample-events.ts';

const fold = (...events: StoredJobEvent[]) => events.reduce<JobRun | undefined>(applyToRun, undefined);

const of = { jobId: 'a', jobName: 'backup', serverId: 1, anomalies: 0 };
const anomaly = (second: number) => storedAt(second, 'anomaly_detected', { jobId: 'a' });

describe('a run', () => {
  it('begins as queued, with who wanted it and its input', () => {
    const by = { kind: 'person', name: 'Ada' } as const;
    expect(fold(storedAt(1, 'queued', { by, data: { path: '/srv' } }))).toEqual({
      ...of,
      state: 'queued',
      queuedAt: timeOf(1),
      by,
      input: { path: '/srv' },
    });
  });

  it('says while it is queued when it may start, and which try it is from then on', () => {
    const queued = storedAt(1, 'queued', { startsAt: timeOf(30), attempt: 2 });
    expect(fold(queued)).toMatchObject({ state: 'queued', startsAt: timeOf(30), attempt: 2 });
    for (const type of ['started', 'cancelled', 'failed'] as const) {
      const run = fold(queued, storedAt(31, type));
      expect(run).toMatchObject({ attempt: 2 });
      expect(run).not.toHaveProperty('startsAt');
    }
  });

  it('begins as running where it was not queued', () => {
    const by = { kind: 'schedule' } as const;
    expect(fold(storedAt(1, 'started', { by, data: null }))).toEqual({
      ...of,
      state: 'running',
      startedAt: timeOf(1),
      by,
      input: null,
    });
  });

  it.each(JOB_EVENT_TYPES.filter((type) => type !== 'queued' && type !== 'started'))(
    'does not begin with %s',
    (type) => {
      expect(fold(storedAt(1, type, { jobId: 'a' }))).toBeUndefined();
    },
  );

  it('is running once it started, and remembers when it was queued, by whom and with what', () => {
    const queued = storedAt(1, 'queued', { by: { kind: 'api' }, data: { path: '/srv' } });
    expect(fold(queued, storedAt(5, 'started', { by: { kind: 'retry' }, data: {} }))).toEqual({
      ...of,
      state: 'running',
      queuedAt: timeOf(1),
      startedAt: timeOf(5),
      by: { kind: 'api' },
      input: { path: '/srv' },
    });
  });

  it('learns from started by whom and with what, where queued did not say', () => {
    const by = { kind: 'retry' } as const;
    expect(fold(storedAt(1, 'queued'), storedAt(5, 'started', { by, data: { path: '/srv' } }))).toMatchObject({
      by,
      input: { path: '/srv' },
    });
  });

  it('starts once', () => {
    const started = [storedAt(1, 'started'), storedAt(2, 'started', { by: { kind: 'api' } })];
    expect(fold(...started)).toEqual(fold(storedAt(1, 'started')));
    expect(fold(storedAt(1, 'started'), storedAt(2, 'queued'))).toEqual(fold(storedAt(1, 'started')));
  });

  it('has the newest progress, and keeps it where an event brings none', () => {
    const run = fold(
      storedAt(1, 'started'),
      storedAt(2, 'progress', { progress: { percent: 5 } }),
      storedAt(3, 'progress', { progress: { current: 7 } }),
      storedAt(4, 'progress'),
    );
    expect(run?.progress).toEqual({ current: 7 });
  });

  it('shows that it was asked to cancel', () => {
    expect(fold(storedAt(1, 'started'), storedAt(2, 'cancel_requested'))).toMatchObject({
      state: 'running',
      cancelRequested: true,
    });
  });

  it('ends as completed, with its result and how long it ran', () => {
    const run = fold(storedAt(1, 'queued'), storedAt(5, 'started'), storedAt(8, 'completed', { data: { bytes: 7 } }));
    expect(run).toEqual({
      ...of,
      state: 'completed',
      queuedAt: timeOf(1),
      startedAt: timeOf(5),
      finishedAt: timeOf(8),
      durationMs: 3_000,
      result: { bytes: 7 },
    });
  });

  it('ends as failed, with its error and failure', () => {
    const failure = { name: 'Error', stack: 'at x' };
    expect(fold(storedAt(1, 'started'), storedAt(2, 'failed', { error: 'Disk full', failure }))).toMatchObject({
      state: 'failed',
      error: 'Disk full',
      failure,
    });
    for (const said of [{}, { error: '' }]) {
      expect(fold(storedAt(1, 'started'), storedAt(2, 'failed', said))?.error).toBe('Failed without a message');
    }
  });

  it('ends as cancelled, with why where that is said', () => {
    expect(fold(storedAt(1, 'started'), storedAt(2, 'cancelled', { error: 'Shutting down' }))).toMatchObject({
      state: 'cancelled',
      error: 'Shutting down',
    });
    expect(fold(storedAt(1, 'started'), storedAt(2, 'cancelled'))).not.toHaveProperty('error');
  });

  it('says who cancelled it: who asked first, or who ended it', () => {
    const [ada, mira] = [{ kind: 'person', name: 'Ada' } as const, { kind: 'person', name: 'Mira K.' } as const];
    const asked = [
      storedAt(1, 'started'),
      storedAt(2, 'cancel_requested'),
      storedAt(3, 'cancel_requested', { by: ada }),
      storedAt(4, 'cancel_requested', { by: mira }),
    ];
    expect(fold(...asked)).toMatchObject({ state: 'running', cancelledBy: ada });
    expect(fold(...asked, storedAt(5, 'cancelled'))).toMatchObject({ state: 'cancelled', cancelledBy: ada });
    expect(fold(...asked, storedAt(5, 'cancelled', { by: mira }))?.cancelledBy).toEqual(mira);
    expect(fold(storedAt(1, 'queued'), storedAt(2, 'cancelled', { by: ada }))?.cancelledBy).toEqual(ada);
  });

  it.each(['completed', 'failed'] as const)('was cancelled by nobody where it %s all the same', (type) => {
    const by = { kind: 'api' } as const;
    const run = fold(storedAt(1, 'started'), storedAt(2, 'cancel_requested', { by }), storedAt(3, type));
    expect(run).not.toHaveProperty('cancelledBy');
  });

  it.each(['completed', 'failed', 'cancelled'] as const)(
    'has no duration where it was %s before it started',
    (type) => {
      const run = fold(storedAt(1, 'queued'), storedAt(2, type));
      expect(run).toMatchObject({ state: type, finishedAt: timeOf(2) });
      expect(run).not.toHaveProperty('durationMs');
    },
  );

  it('has a duration of 0 where the clock was set back meanwhile', () => {
    expect(fold(storedAt(5, 'started'), storedAt(6, 'completed', { timestamp: timeOf(1) }))?.durationMs).toBe(0);
  });

  describe.each(['completed', 'failed', 'cancelled'] as const)('that has %s', (type) => {
    const ended = fold(storedAt(1, 'started'), storedAt(2, type));

    it.each(JOB_EVENT_TYPES.filter((late) => late !== 'anomaly_detected'))('does not change by a late %s', (late) => {
      const event = storedAt(3, late, { jobId: 'a', progress: { percent: 5 }, data: { position: '1-0' } });
      expect(applyToRun(ended, event)).toBe(ended);
    });

    it('still counts anomalies', () => {
      expect(applyToRun(ended, anomaly(3))).toEqual({ ...ended, anomalies: 1 });
    });
  });

  it('counts its anomalies', () => {
    expect(fold(storedAt(1, 'started'), anomaly(2), anomaly(3))).toMatchObject({ state: 'running', anomalies: 2 });
  });

  it('does not mind anomalies of no run', () => {
    const run = fold(storedAt(1, 'started'));
    expect(run && applyToRun(run, storedAt(2, 'anomaly_detected'))).toBe(run);
  });

  it('is one that the schema describes, whatever has happened', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const history = anyHistory(seeded(seed), 60).filter(({ jobId, serverId }) => jobId === 'a' && serverId === 1);
      const run = fold(...history);
      if (run) expect(jobRunSchema.parse(run)).toStrictEqual(run);
    }
  });
});

describe('isOver', () => {
  it.each(['completed', 'failed', 'cancelled'] as const)('is so for %s', (state) => {
    expect(isOver({ state })).toBe(true);
  });

  it.each(['queued', 'running'] as const)('is not so for %s', (state) => {
    expect(isOver({ state })).toBe(false);
  });
});
