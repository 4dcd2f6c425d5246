import { defineJobs, type JobSchedule } from '@jobwire/events';
import { z } from 'zod';
import { readPlans, type JobPlan } from './job-plan.ts';

const input = z.strictObject({ files: z.int().min(1).default(1) });

/** The plans of a job with such schedules. */
function plansOf(schedule?: JobSchedule | readonly JobSchedule[]): JobPlan[] {
  const spec = { key: 'report', label: 'Report', input, result: z.object({}) };
  // As a catalog in JavaScript may have it: without the check of types.
  const { report } = defineJobs({ report: { ...spec, ...(schedule && { schedule: schedule as never }) } });
  return readPlans(report);
}

/** The first turns of a schedule after a time. */
function turns(schedule: JobSchedule, after: string, limit = 3): string[] {
  const [plan] = plansOf(schedule) as [JobPlan];
  return plan.turns(Date.parse(after), Infinity, limit).map((turn) => new Date(turn).toISOString());
}

describe('the schedules of a job', () => {
  it('may be none, one or many', () => {
    expect(plansOf()).toEqual([]);
    expect(plansOf([])).toEqual([]);
    expect(plansOf({ cron: '@daily' })).toMatchObject([{ jobName: 'report', cron: '@daily' }]);
    expect(plansOf([{ cron: '@daily' }, { cron: '@hourly' }]).map(({ cron }) => cron)).toEqual(['@daily', '@hourly']);
  });

  it('are in the time zone of the server unless they say one', () => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const [first, second] = plansOf([{ cron: '@daily' }, { cron: '@daily', timeZone: 'Asia/Tokyo' }]);
    expect([first?.timeZone, second?.timeZone]).toEqual([own, 'Asia/Tokyo']);
  });

  it.each<[JobSchedule, string, RegExp]>([
    [{ cron: '' }, 'bad-cron', /^Schedule of report: cron "": Too few fields\. Use five fields as in crontab\(5\)/],
    [{ cron: '0 3 * *' }, 'bad-cron', /Too few fields/],
    [{ cron: '0 0 3 * * * 2026' }, 'bad-cron', /Too many fields/],
    [{ cron: '60 3 * * *' }, 'bad-cron', /out of range/],
    [{ cron: 'every day' }, 'bad-cron', /alias/],
    [{ cron: '0 3 31 2 *' }, 'bad-cron', /cron "0 3 31 2 \*": there is no such day/],
    [{ cron: '@daily', timeZone: 'Europe/Berln' }, 'bad-time-zone', /no time zone "Europe\/Berln"\. Use an IANA name/],
    [{ cron: '@daily', timeZone: 'UTC+2' }, 'bad-time-zone', /no time zone "UTC\+2"/],
    [{ cron: '@daily', timeZone: '' }, 'bad-time-zone', /no time zone ""/],
    [{ cron: '@daily', input: { files: 0 } }, 'bad-input', /^Schedule of report: input: files: /],
    [{ cron: '@daily', input: { fils: 1 } }, 'bad-input', /fils/],
  ])('that are wrong say so: %j', (schedule, type, message) => {
    expect(() => plansOf(schedule)).toThrow(
      expect.objectContaining({ name: 'ScheduleError', type, message: expect.stringMatching(message) }),
    );
  });
});

describe('the turns of a schedule', () => {
  it('come after the time, up to another, and are no more than asked for', () => {
    const [plan] = plansOf({ cron: '0 * * * *', timeZone: 'UTC' }) as [JobPlan];
    const at = (time: string) => Date.parse(`2026-03-01T${time}Z`);
    expect(plan.turns(at('03:00'), at('06:00'), 9)).toEqual([at('04:00'), at('05:00'), at('06:00')]);
    expect(plan.turns(at('02:59:59.999'), at('06:00'), 2)).toEqual([at('03:00'), at('04:00')]);
    expect(plan.turns(at('03:00'), at('03:59'), 9)).toEqual([]);
  });

  it('may be by the second', () => {
    expect(turns({ cron: '*/20 * * * * *', timeZone: 'UTC' }, '2026-03-01T03:00:00.500Z', 2)).toEqual([
      '2026-03-01T03:00:20.000Z',
      '2026-03-01T03:00:40.000Z',
    ]);
  });

  it('keep to the clock on the wall when it is changed; one that falls into the gap comes at its end, one said twice once', () => {
    const schedule = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
    expect(turns(schedule, '2026-03-28T12:00Z', 2)).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
    expect(turns(schedule, '2026-10-24T12:00Z', 2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });

  it('never go back, even where clocks are set back by half an hour', () => {
    const times = turns({ cron: '*/15 * * * *', timeZone: 'Australia/Lord_Howe' }, '2026-04-04T14:00Z', 12);
    expect(times).toEqual([...new Set(times)].sort());
    expect(times).toHaveLength(12);
  });
});
