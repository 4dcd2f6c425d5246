import * as z from 'zod';
import { defineJobs, isEventOf } from './define-jobs.ts';
import { LEAST } from './testing/sample-events.ts';

const spec = (key: string) => ({ key, label: 'A job', input: z.strictObject({}), result: z.object({}) });

describe('defineJobs', () => {
  it('gives each job its name, and leaves the rest as it was', () => {
    const backup = { ...spec('backup'), description: 'Copies everything.' };
    expect(defineJobs({ backup, 'disk-usage-scan': spec('diskUsage') })).toEqual({
      backup: { ...backup, name: 'backup' },
      'disk-usage-scan': {
        ...spec('diskUsage'),
        name: 'disk-usage-scan',
        input: expect.anything(),
        result: expect.anything(),
      },
    });
  });

  it('hands on the very schemas, which carry the types', () => {
    const backup = spec('backup');
    const jobs = defineJobs({ backup });
    expect(jobs.backup.input).toBe(backup.input);
    expect(jobs.backup.result).toBe(backup.result);
  });

  it('may define none', () => {
    expect(defineJobs({})).toEqual({});
  });

  it('takes names that every object has anyway', () => {
    expect(Object.keys(defineJobs({ constructor: spec('a'), valueof: spec('b') }))).toEqual(['constructor', 'valueof']);
  });

  it.each(['', 'Backup', 'back up', '-backup', '__proto', 'x'.repeat(65)])('refuses the name %j', (name) => {
    expect(() => defineJobs({ [name]: spec('a') })).toThrow(
      new TypeError(`Job name "${name}": use 1 to 64 of a-z 0-9 - _ . and begin with a letter or digit.`),
    );
  });

  it('refuses a key that two jobs share, and names both', () => {
    expect(() => defineJobs({ a: spec('same'), b: spec('other'), c: spec('same') })).toThrow(
      new TypeError('Jobs "a" and "c" share the key "same". Give each its own.'),
    );
  });
});

describe('the retries of a job', () => {
  it('may wait from not at all to 30 days', () => {
    const retries = { attempts: 3, backoffMs: 0, maxBackoffMs: 2_592_000_000 };
    expect(defineJobs({ backup: { ...spec('backup'), retries } }).backup.retries).toEqual(retries);
  });

  it.each([
    [{ attempts: 0, backoffMs: 1 }, 'retries.attempts is 0. Use 1 to 100, or leave retries out for none.'],
    [{ attempts: 1.5, backoffMs: 1 }, 'retries.attempts is 1.5. Use 1 to 100, or leave retries out for none.'],
    [{ attempts: 101, backoffMs: 1 }, 'retries.attempts is 101. Use 1 to 100, or leave retries out for none.'],
    [{ attempts: 1, backoffMs: -1 }, 'retries.backoffMs is -1. Use whole milliseconds, at most 30 days.'],
    [{ attempts: 1, backoffMs: NaN }, 'retries.backoffMs is NaN. Use whole milliseconds, at most 30 days.'],
    [
      { attempts: 1, backoffMs: 1, maxBackoffMs: 2_592_000_001 },
      'retries.maxBackoffMs is 2592000001. Use whole milliseconds, at most 30 days.',
    ],
  ])('are refused where they are %j', (retries, why) => {
    expect(() => defineJobs({ backup: { ...spec('backup'), retries } })).toThrow(new TypeError(`Job "backup": ${why}`));
  });
});

describe('isEventOf', () => {
  const { backup, sync } = defineJobs({ backup: spec('backup'), sync: spec('sync') });

  it('goes by the name of the job, whatever the type of the event', () => {
    for (const event of Object.values(LEAST)) {
      expect([isEventOf(backup, event), isEventOf(sync, event)]).toEqual([true, false]);
    }
  });
});
