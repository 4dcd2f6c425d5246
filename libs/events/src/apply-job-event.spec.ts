import { applyJobEvent, idleStatus } from './apply-job-event.ts';
import { JOB_EVENT_TYPES, type JobEventType, type StoredJobEvent } from './job-event.ts';
import { MAX_OPEN_ANOMALIES, type JobStatus, type ServerSnapshot } from './job-status.ts';
import { BEGINNING } from './position.ts';
import { storedAt, timeOf } from './testing/sample-events.ts';

const empty: ServerSnapshot = { serverId: 1, position: BEGINNING, jobs: [] };
const fold = (events: StoredJobEvent[], from = empty) => events.reduce(applyJobEvent, from);

/** The status of the only job after these events. */
function after(...events: StoredJobEvent[]): JobStatus {
  const [status, ...others] = fold(events).jobs;
  if (!status || others.length > 0) throw new Error('These events are not of one job.');
  return status;
}

const a = { jobId: 'a' };
const b = { jobId: 'b' };
const RUN_EVENTS = JOB_EVENT_TYPES.filter((type) => !type.startsWith('anomaly'));
const ENDS = [
  ['completed', 'idle'],
  ['cancelled', 'stopped'],
  ['failed', 'failed'],
] as const;

describe('the status of a job', () => {
  const running = [
    storedAt(1, 'queued', a),
    storedAt(5, 'started', a),
    storedAt(6, 'progress', { ...a, progress: { percent: 40 } }),
  ];

  it('is idle before its first run', () => {
    expect(idleStatus('backup')).toEqual({ key: 'backup', jobName: 'backup', label: 'backup', state: 'idle' });
  });

  it('is queued since it was queued', () => {
    expect(after(storedAt(1, 'queued', a))).toEqual({
      ...idleStatus('backup'),
      ...a,
      state: 'queued',
      activeSince: timeOf(1),
    });
  });

  it('says while it is queued when it may start, and not once it runs or has ended', () => {
    const queued = storedAt(1, 'queued', { ...a, startsAt: timeOf(30) });
    expect(after(queued)).toMatchObject({ state: 'queued', startsAt: timeOf(30) });
    for (const type of ['started', 'cancelled', 'failed'] as const)
      expect(after(queued, storedAt(31, type, a))).not.toHaveProperty('startsAt');
  });

  it('is running since it was started, queued before or not', () => {
    const expected = { ...idleStatus('backup'), ...a, state: 'running', activeSince: timeOf(5) };
    expect(after(storedAt(5, 'started', a))).toEqual(expected);
    expect(after(storedAt(1, 'queued', a), storedAt(5, 'started', a))).toEqual(expected);
  });

  it.each(['started', 'cancelled', 'failed'] as const)(
    'has no place in the queue any more once its run is %s',
    (type) => {
      const queued = fold([storedAt(1, 'queued', a)]);
      const snapshot = { ...queued, jobs: queued.jobs.map((job) => ({ ...job, queuePosition: 2 })) };
      expect(fold([storedAt(5, type, a)], snapshot).jobs[0]).not.toHaveProperty('queuePosition');
    },
  );

  it('shows the newest progress, whole', () => {
    expect(after(...running).progress).toEqual({ percent: 40 });
    expect(after(...running, storedAt(7, 'progress', { ...a, progress: { current: 3 } })).progress).toEqual({
      current: 3,
    });
  });

  it('keeps its progress where an event brings none', () => {
    expect(after(...running, storedAt(7, 'progress', a)).progress).toEqual({ percent: 40 });
  });

  it('shows that the run was asked to cancel', () => {
    expect(after(...running, storedAt(7, 'cancel_requested', a))).toMatchObject({
      state: 'running',
      cancelRequested: true,
    });
    expect(
      after(storedAt(1, 'queued', a), storedAt(2, 'cancel_requested', a), storedAt(5, 'started', a)),
    ).toMatchObject({
      state: 'running',
      cancelRequested: true,
    });
  });

  describe.each(ENDS)('after the run was %s', (type, state) => {
    const ended = after(...running, storedAt(7, 'cancel_requested', a), storedAt(8, type, a));

    it(`is ${state}, keeps jobId, and has no more progress, activeSince and cancelRequested`, () => {
      const { lastError: _onlyOfFailed, ...status } = ended;
      expect(status).toEqual({
        ...idleStatus('backup'),
        ...a,
        state,
        lastFinishedAt: timeOf(8),
        lastDurationMs: 3_000,
        recentRuns: [{ ...a, state: type, durationMs: 3_000 }],
        ...(type === 'completed' ? { completedMs: [3_000], usualDurationMs: 3_000 } : {}),
      });
    });

    it.each(RUN_EVENTS)('no %s of that run changes anything', (late) => {
      const status = after(...running, storedAt(8, type, a), storedAt(9, late, { ...a, progress: { percent: 50 } }));
      expect(status).toEqual(after(...running, storedAt(8, type, a)));
    });

    it('has no duration where it never started', () => {
      const status = after(
        storedAt(1, 'started', b),
        storedAt(2, 'completed', b),
        storedAt(3, 'queued', a),
        storedAt(4, type, a),
      );
      expect(status).toMatchObject({ ...a, state, lastFinishedAt: timeOf(4) });
      expect(status).not.toHaveProperty('lastDurationMs');
    });

    it('has a duration of 0 where the clock was set back meanwhile', () => {
      const status = after(storedAt(5, 'started', a), storedAt(8, type, { ...a, timestamp: timeOf(1) }));
      expect(status.lastDurationMs).toBe(0);
    });
  });

  it('says why its run failed, until a later one has ended otherwise', () => {
    const failed = [storedAt(1, 'started', a), storedAt(2, 'failed', { ...a, error: 'Disk full' })];
    expect(after(...failed).lastError).toBe('Disk full');
    expect(after(...failed, storedAt(3, 'started', b)).lastError).toBe('Disk full');
    expect(after(...failed, storedAt(3, 'started', b), storedAt(4, 'completed', b))).not.toHaveProperty('lastError');
    expect(after(...failed, storedAt(3, 'started', b), storedAt(4, 'cancelled', b))).not.toHaveProperty('lastError');
  });

  it('says who cancelled its run, until the next one begins', () => {
    const [ada, mira] = [{ kind: 'person', name: 'Ada' } as const, { kind: 'person', name: 'Mira K.' } as const];
    const asked = [storedAt(1, 'queued', a), storedAt(2, 'cancel_requested', { ...a, by: ada })];
    expect(after(...asked).cancelledBy).toEqual(ada);
    expect(after(...asked, storedAt(3, 'started', a)).cancelledBy).toEqual(ada);
    expect(after(...asked, storedAt(3, 'cancelled', a)).cancelledBy).toEqual(ada);
    expect(after(...asked, storedAt(3, 'cancelled', { ...a, by: mira })).cancelledBy).toEqual(mira);
    expect(after(...asked, storedAt(3, 'completed', a))).not.toHaveProperty('cancelledBy');
    expect(after(...asked, storedAt(3, 'cancelled', a), storedAt(4, 'queued', b))).not.toHaveProperty('cancelledBy');
  });

  it('has words for a failure without any', () => {
    for (const said of [a, { ...a, error: '' }]) {
      expect(after(storedAt(1, 'started', a), storedAt(2, 'failed', said)).lastError).toBe('Failed without a message');
    }
  });

  it('says while it runs again when it last finished and how long that took', () => {
    const status = after(storedAt(1, 'started', a), storedAt(3, 'completed', a), storedAt(9, 'started', b));
    expect(status).toMatchObject({ state: 'running', lastFinishedAt: timeOf(3), lastDurationMs: 2_000 });
  });
});

describe('what is usual for a job', () => {
  /** Runs one after the other, each so many seconds long, as far as one says how it ended. */
  const runs = (...durations: (number | [seconds: number, type: 'failed' | 'cancelled'])[]): JobStatus => {
    let second = 0;
    return after(
      ...durations.flatMap((run, index) => {
        const [length, type] = typeof run === 'number' ? [run, 'completed' as const] : run;
        const jobId = `run-${index}`;
        const started = storedAt(++second, 'started', { jobId });
        second += length;
        return [started, storedAt(second, type, { jobId })];
      }),
    );
  };

  it('is the median of what completed runs took', () => {
    expect(runs(9).usualDurationMs).toBe(9_000);
    expect(runs(1, 9).usualDurationMs).toBe(5_000);
    expect(runs(30, 1, 9).usualDurationMs).toBe(9_000);
    expect(runs(30, 1, 9, 2).usualDurationMs).toBe(5_500);
  });

  it('does not count runs that failed or were cancelled', () => {
    expect(runs(2, [90, 'failed'], [80, 'cancelled']).usualDurationMs).toBe(2_000);
    expect(runs([90, 'failed'])).not.toHaveProperty('usualDurationMs');
  });

  it('is that of the last 20', () => {
    const status = runs(...Array.from({ length: 20 }, () => 100), ...Array.from({ length: 20 }, () => 4));
    expect(status.completedMs).toEqual(Array.from({ length: 20 }, () => 4_000));
    expect(status.usualDurationMs).toBe(4_000);
  });

  it('is beside how the newest 14 runs ended, oldest first', () => {
    const { recentRuns = [] } = runs(...Array.from({ length: 20 }, () => 1), [3, 'failed'], 2);
    expect(recentRuns).toHaveLength(14);
    expect(recentRuns.slice(-3)).toEqual([
      { jobId: 'run-19', state: 'completed', durationMs: 1_000 },
      { jobId: 'run-20', state: 'failed', durationMs: 3_000 },
      { jobId: 'run-21', state: 'completed', durationMs: 2_000 },
    ]);
  });
});

describe('of several runs of a job', () => {
  const both = [
    storedAt(1, 'started', a),
    storedAt(2, 'progress', { ...a, progress: { percent: 90 } }),
    storedAt(3, 'started', b),
  ];

  it('the newest started one decides, and begins without progress', () => {
    expect(after(...both)).toEqual({ ...idleStatus('backup'), ...b, state: 'running', activeSince: timeOf(3) });
  });

  it.each(RUN_EVENTS.filter((type) => type !== 'started'))('a late %s of another one changes nothing', (type) => {
    const late = storedAt(4, type, { ...a, progress: { percent: 91 } });
    expect(after(...both, late)).toEqual(after(...both));
    const ended = storedAt(4, 'completed', b);
    if (type !== 'queued') expect(after(...both, ended, { ...late, position: '5-0' })).toEqual(after(...both, ended));
  });

  it('one that is queued waits behind the one that runs, and shows once that is over', () => {
    expect(after(storedAt(1, 'started', a), storedAt(2, 'queued', b))).toEqual(after(storedAt(1, 'started', a)));
    expect(after(storedAt(1, 'started', a), storedAt(2, 'completed', a), storedAt(3, 'queued', b))).toMatchObject({
      ...b,
      state: 'queued',
    });
  });

  it('the first of the queued ones shows, until another one starts', () => {
    const queued = [storedAt(1, 'queued', a), storedAt(2, 'queued', b)];
    expect(after(...queued)).toMatchObject({ ...a, state: 'queued', activeSince: timeOf(1) });
    expect(after(...queued, storedAt(3, 'started', b))).toMatchObject({ ...b, state: 'running' });
  });

  it('a request to cancel one is no request to cancel the next', () => {
    const cancelled = [storedAt(1, 'queued', a), storedAt(2, 'cancel_requested', a)];
    expect(after(...cancelled, storedAt(3, 'started', b))).not.toHaveProperty('cancelRequested');
  });

  it.each<JobEventType>(['progress', 'cancel_requested', 'completed', 'cancelled', 'failed'])(
    'a %s of one that nobody has seen begin changes nothing',
    (type) => {
      expect(after(storedAt(1, type, { ...a, progress: { percent: 5 } }))).toEqual(idleStatus('backup'));
    },
  );

  it('progress of a run that only waits changes nothing', () => {
    const queued = storedAt(1, 'queued', a);
    expect(after(queued, storedAt(2, 'progress', { ...a, progress: { percent: 5 } }))).toEqual(after(queued));
  });
});

describe('anomalies', () => {
  const anomaly = (second: number) =>
    storedAt(second, 'anomaly_detected', {
      data: { severity: 'critical', summary: `No. ${second}`, evidence: [second] },
    });
  const acknowledge = (second: number, position: string) =>
    storedAt(second, 'anomaly_acknowledged', { data: { position, note: 'Known' } });
  const positions = (status: JobStatus) => status.openAnomalies?.map(({ position }) => position);

  it('are listed without their evidence, oldest first', () => {
    expect(after(anomaly(1), anomaly(2)).openAnomalies).toEqual([
      { position: '1-0', severity: 'critical', summary: 'No. 1', timestamp: timeOf(1) },
      { position: '2-0', severity: 'critical', summary: 'No. 2', timestamp: timeOf(2) },
    ]);
  });

  it('change nothing else, whether of this run, of another or of none', () => {
    const running = [storedAt(1, 'started', a), storedAt(2, 'progress', { ...a, progress: { percent: 5 } })];
    for (const jobId of [{}, a, b]) {
      const { openAnomalies, ...rest } = after(...running, { ...anomaly(3), ...jobId });
      expect(rest).toEqual(after(...running));
      expect(openAnomalies).toEqual([expect.objectContaining(jobId)]);
    }
  });

  it('stay open when the run ends and when the next one begins', () => {
    const events = [storedAt(1, 'started', a), anomaly(2), storedAt(3, 'failed', a), storedAt(4, 'started', b)];
    expect(positions(after(...events))).toEqual(['2-0']);
  });

  it('go when they are acknowledged, and the list with the last one', () => {
    expect(positions(after(anomaly(1), anomaly(2), acknowledge(3, '1-0')))).toEqual(['2-0']);
    expect(after(anomaly(1), acknowledge(2, '1-0'))).toEqual(idleStatus('backup'));
  });

  it.each([0, 1, MAX_OPEN_ANOMALIES])('stay as they are, %p of them, where none is the acknowledged one', (count) => {
    const before = fold([
      storedAt(1, 'started', a),
      ...Array.from({ length: count }, (_, index) => anomaly(index + 2)),
    ]);
    expect(applyJobEvent(before, acknowledge(100, '99-9')).jobs).toBe(before.jobs);
  });

  it(`are at most ${MAX_OPEN_ANOMALIES}: the oldest goes`, () => {
    const many = Array.from({ length: MAX_OPEN_ANOMALIES + 2 }, (_, index) => anomaly(index + 1));
    expect(positions(after(...many))).toEqual(many.slice(2).map(({ position }) => position));
    expect(positions(after(...many.slice(2)))).toHaveLength(MAX_OPEN_ANOMALIES);
  });
});

describe('applyJobEvent', () => {
  const catalog: ServerSnapshot = {
    serverId: 1,
    position: '9-0',
    jobs: [idleStatus('sync'), idleStatus('backup', { key: 'backupKey', label: 'Backup' })],
  };

  it('keeps the key and label of a job in the catalog', () => {
    expect(applyJobEvent(catalog, storedAt(10, 'started', a)).jobs[1]).toMatchObject({
      key: 'backupKey',
      label: 'Backup',
      state: 'running',
    });
  });

  it('adds a job that is not in the catalog at the end; its key and label are its name', () => {
    const { jobs } = applyJobEvent(catalog, storedAt(10, 'started', { ...a, jobName: 'nightly-report' }));
    expect(jobs.slice(0, 2)).toEqual(catalog.jobs);
    expect(jobs[2]).toMatchObject({ key: 'nightly-report', label: 'nightly-report', jobName: 'nightly-report', ...a });
  });

  it('changes nothing for events of another server', () => {
    expect(applyJobEvent(catalog, storedAt(10, 'started', { serverId: 2 }))).toBe(catalog);
  });

  it.each(['8-9', '9-0'])('changes nothing for an event at %s, which the snapshot at 9-0 has in it', (position) => {
    expect(applyJobEvent(catalog, { ...storedAt(9, 'started', a), position })).toBe(catalog);
  });

  it('moves its position on with each event that it takes, also where no status changes', () => {
    const moved = applyJobEvent(catalog, storedAt(10, 'progress', a));
    expect(moved).toEqual({ ...catalog, position: '10-0' });
    expect(moved.jobs).toBe(catalog.jobs);
  });

  it('keeps the identity of the statuses that an event is not about', () => {
    expect(applyJobEvent(catalog, storedAt(10, 'started', a)).jobs[0]).toBe(catalog.jobs[0]);
  });
});
