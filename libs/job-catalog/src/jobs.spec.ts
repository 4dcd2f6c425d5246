import * as z from 'zod';
import { JOB_NAME_TO_KEY, jobs, type JobName } from './jobs.ts';

const names = Object.keys(jobs) as JobName[];
const inputOf = (name: JobName) => jobs[name].input;

/** Which fields of an input are wrong; none where it is taken. */
const wrong = (name: JobName, input: unknown) =>
  inputOf(name)
    .safeParse(input)
    .error?.issues.map(({ path, code }) => path.join('.') || code) ?? [];

describe('the catalog', () => {
  it('names the jobs and gives status lists their keys', () => {
    expect(JOB_NAME_TO_KEY).toEqual({
      'disk-usage-scan': 'diskUsage',
      'file-integrity-check': 'fileIntegrity',
      'auth-log-scan': 'authLog',
    });
  });

  it('has a label for people for each job', () => {
    expect(Object.values(jobs).map(({ label }) => label)).toEqual([
      'Disk usage scan',
      'File integrity check',
      'Auth log scan',
    ]);
  });

  it.each(names)('says what %s does in one sentence', (name) => {
    expect(jobs[name].description).toMatch(/^[A-Z][^.]*\.$/);
  });
});

describe('the schedules', () => {
  it('scan the disk each night, and leave the rest to people', () => {
    const planned = Object.values(jobs).flatMap((job) => ('schedule' in job ? [[job.name, job.schedule]] : []));
    expect(planned).toEqual([['disk-usage-scan', { cron: '0 3 * * *' }]]);
  });
});

describe('the input of disk-usage-scan', () => {
  it('lists 20 folders unless told otherwise, and leaves the folder to the server', () => {
    expect(inputOf('disk-usage-scan').parse({})).toEqual({ top: 20 });
  });

  it.each([{ path: '/' }, { path: '/'.repeat(4_096) }, { top: 1 }, { top: 200 }])('may be %j', (input) => {
    expect(wrong('disk-usage-scan', input)).toEqual([]);
  });

  it.each([
    [{ path: '' }, ['path']],
    [{ path: '/'.repeat(4_097) }, ['path']],
    [{ path: null }, ['path']],
    [{ top: 0 }, ['top']],
    [{ top: 201 }, ['top']],
    [{ top: 1.5 }, ['top']],
    [{ top: '20' }, ['top']],
    [{ folder: '/' }, ['unrecognized_keys']],
    [[], ['invalid_type']],
    [undefined, ['invalid_type']],
  ])('may not be %j', (input, fields) => {
    expect(wrong('disk-usage-scan', input)).toEqual(fields);
  });
});

describe('the input of file-integrity-check', () => {
  it('does not accept changes unless told to', () => {
    expect(inputOf('file-integrity-check').parse({})).toEqual({ acceptChanges: false });
    expect(inputOf('file-integrity-check').parse({ path: '/srv', acceptChanges: true })).toEqual({
      path: '/srv',
      acceptChanges: true,
    });
  });

  it.each([
    [{ path: '' }, ['path']],
    [{ acceptChanges: 'true' }, ['acceptChanges']],
    [{ acceptChanges: 1 }, ['acceptChanges']],
    [{ accept: true }, ['unrecognized_keys']],
  ])('may not be %j', (input, fields) => {
    expect(wrong('file-integrity-check', input)).toEqual(fields);
  });
});

describe('the input of auth-log-scan', () => {
  const file = '/var/log/auth.log';

  it('looks for ten failures in ten minutes unless told otherwise', () => {
    expect(inputOf('auth-log-scan').parse({ file })).toEqual({ file, threshold: 10, windowMinutes: 10 });
  });

  it.each([
    { file, threshold: 1 },
    { file, windowMinutes: 0.1 },
    { file, windowMinutes: 7 * 24 * 60 },
  ])('may be %j', (input) => {
    expect(wrong('auth-log-scan', input)).toEqual([]);
  });

  it.each([
    [{}, ['file']],
    [{ file: '' }, ['file']],
    [{ file, threshold: 0 }, ['threshold']],
    [{ file, threshold: 2.5 }, ['threshold']],
    [{ file, windowMinutes: 0 }, ['windowMinutes']],
    [{ file, windowMinutes: 7 * 24 * 60 + 1 }, ['windowMinutes']],
    [{ path: file }, ['file', 'unrecognized_keys']],
  ])('may not be %j', (input, fields) => {
    expect(wrong('auth-log-scan', input)).toEqual(fields);
  });
});

describe('a result', () => {
  const results: Record<JobName, Record<string, unknown>> = {
    'disk-usage-scan': {
      path: '/srv',
      files: 3,
      folders: 1,
      bytes: 2 ** 50,
      allocatedBytes: 4_096,
      unreadable: 0,
      largest: [{ path: '/srv/a', bytes: 7 }],
    },
    'file-integrity-check': { path: '/srv', files: 3, added: 0, changed: 1, removed: 0, unreadable: 0 },
    'auth-log-scan': {
      lines: 100,
      failures: 12,
      sources: [
        {
          address: '203.0.113.7',
          failures: 12,
          users: ['root'],
          first: '2026-11-23T14:00:00.000Z',
          last: '2026-11-23T14:05:00.000Z',
        },
      ],
    },
  };

  it.each(names)('of %s is taken as it is', (name) => {
    expect(jobs[name].result.parse(results[name])).toEqual(results[name]);
  });

  it.each(names)('of %s needs each of its fields', (name) => {
    for (const field of Object.keys(results[name])) {
      const { [field]: _left, ...others } = results[name];
      const paths = jobs[name].result.safeParse(others).error?.issues.map(({ path }) => path);
      expect(paths).toEqual([[field]]);
    }
  });

  it.each(names)('of %s counts in whole numbers from 0', (name) => {
    const counts = Object.entries(results[name]).filter(([, value]) => typeof value === 'number');
    for (const [field] of counts) {
      for (const value of [-1, 0.5]) {
        expect(jobs[name].result.safeParse({ ...results[name], [field]: value }).success).toBe(false);
      }
    }
  });
});

describe('the JSON Schema of an input', () => {
  const schemaOf = (name: JobName) => z.toJSONSchema(inputOf(name), { io: 'input' });

  it('has what a form needs: type, limits, default and what each field is for', () => {
    expect(schemaOf('disk-usage-scan')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        path: {
          type: 'string',
          minLength: 1,
          maxLength: 4_096,
          description: 'Folder to scan. Default: the folder the server was started in.',
        },
        top: {
          type: 'integer',
          minimum: 1,
          maximum: 200,
          default: 20,
          description: 'How many of the largest folders to list.',
        },
      },
      additionalProperties: false,
    });
    expect(schemaOf('file-integrity-check').properties).toMatchObject({
      acceptChanges: { type: 'boolean', default: false },
    });
    expect(schemaOf('auth-log-scan').properties).toMatchObject({
      threshold: { type: 'integer', minimum: 1, default: 10 },
      windowMinutes: { type: 'number', minimum: 0.1, maximum: 10_080, default: 10 },
    });
  });

  it('requires only what has no default', () => {
    expect(names.map((name) => schemaOf(name).required)).toEqual([undefined, undefined, ['file']]);
  });

  it.each(names)('of %s describes each field, of a plain type', (name) => {
    for (const field of Object.values(schemaOf(name).properties ?? {})) {
      expect(field).toMatchObject({
        type: expect.stringMatching(/^(string|integer|number|boolean)$/),
        description: expect.stringMatching(/^[A-Z].*\.$/),
      });
    }
  });
});
