import { applyJobEvent, idleStatus } from './apply-job-event.ts';
import type { StoredJobEvent } from './job-event.ts';
import { applyToRun, type JobRun } from './job-run.ts';
import { BEGINNING } from './position.ts';
import { anyHistory, seeded } from './testing/any-history.ts';
import { withoutSuperseded } from './without-superseded.ts';

const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);

let seq = 0;
const event = (type: string, jobId?: string, progress?: object): StoredJobEvent =>
  ({ type, jobName: 'backup', serverId: 1, jobId, progress, position: `1-${++seq}` }) as unknown as StoredJobEvent;

describe('withoutSuperseded', () => {
  it('leaves out progress that a later one of the same run supersedes', () => {
    const [a, b, c, d] = [
      event('progress', 'a', { percent: 1 }),
      event('progress', 'b', { percent: 1 }),
      event('progress', 'a', { percent: 2 }),
      event('progress', 'a', { percent: 3 }),
    ];
    expect(withoutSuperseded([a, b, c, d])).toEqual([b, d]);
  });

  it('keeps what was the last before something else happened to the run', () => {
    const events = [
      event('started', 'a'),
      event('progress', 'a', { percent: 1 }),
      event('completed', 'a'),
      event('progress', 'a', { percent: 2 }),
    ];
    expect(withoutSuperseded(events)).toEqual(events);
  });

  it('keeps what brings no progress, or belongs to no run', () => {
    const events = [event('progress', 'a', { percent: 1 }), event('progress', 'a'), event('anomaly_acknowledged')];
    expect(withoutSuperseded(events)).toEqual(events);
  });

  it('changes nothing of what comes of them, whatever has happened', () => {
    let [all, left] = [0, 0];
    for (const seed of SEEDS) {
      const random = seeded(seed);
      const history = anyHistory(random, 300).filter(({ type }) => type === 'progress' || random() < 0.1);
      const fewer = withoutSuperseded(history);
      all += history.length;
      left += fewer.length;
      for (const serverId of [1, 2]) {
        const empty = { serverId, position: BEGINNING, jobs: ['backup', 'sync'].map((jobName) => idleStatus(jobName)) };
        expect(fewer.reduce(applyJobEvent, empty)).toStrictEqual(history.reduce(applyJobEvent, empty));
      }
      for (const jobId of new Set(history.map((each) => each.jobId))) {
        const runOf = (events: readonly StoredJobEvent[]): JobRun | undefined =>
          events.filter((each) => each.jobId === jobId).reduce<JobRun | undefined>(applyToRun, undefined);
        expect(runOf(fewer)).toStrictEqual(runOf(history));
      }
    }
    expect(left).toBeLessThan(0.95 * all);
  });
});
