import { JOB_EVENT_TYPES, utf8Length } from './job-event.ts';
import { LIMITS } from './limits.ts';
import { derivePercent, InvalidEventError, parseNewEvent } from './new-job-event.ts';
import { LEAST } from './testing/sample-events.ts';

const started = LEAST.started;

/** The error that an event is refused with. */
function refusal(event: unknown): InvalidEventError {
  try {
    parseNewEvent(event);
  } catch (error) {
    // The one that is asked for; anything else is a defect and must be seen.
    if (error instanceof InvalidEventError) return error;
    throw error;
  }
  throw new Error('The event was taken.');
}

/** Arrays in arrays, so many of them. */
function nested(depth: number): unknown {
  return depth === 1 ? [] : [nested(depth - 1)];
}

describe('parseNewEvent', () => {
  it.each(JOB_EVENT_TYPES)('takes the least that a %s says', (type) => {
    expect(parseNewEvent(LEAST[type])).toEqual(LEAST[type]);
  });

  it.each([undefined, null])('fills in the time where it is %p', (timestamp) => {
    const before = new Date(Date.now() - 10).toISOString();
    const event = parseNewEvent({ ...started, timestamp });
    expect(event.timestamp > before).toBe(true);
    expect(event.timestamp).toMatch(/\.\d{6}Z$/);
  });

  it('drops what the store will add, whatever it is', () => {
    expect(parseNewEvent({ ...started, position: 'mine', epochMs: 'soon' })).toEqual(started);
  });

  it('leaves the publisher its object as it was', () => {
    const input = Object.freeze({
      type: 'progress',
      jobName: 'a',
      serverId: 1,
      jobId: 'a',
      progress: Object.freeze({ current: 1, total: 4 }),
    });
    expect(parseNewEvent(input)).toMatchObject({ progress: { percent: 25 } });
  });

  it('derives the percent on each type that has progress', () => {
    const progress = { current: 1, total: 3 };
    expect(parseNewEvent({ ...LEAST.progress, progress })).toMatchObject({ progress: { ...progress, percent: 33.3 } });
    expect(parseNewEvent({ ...LEAST.completed, progress })).toMatchObject({ progress: { ...progress, percent: 33.3 } });
  });

  describe('says what to do about', () => {
    it.each<[string, unknown, string]>([
      ['an unknown field', { ...started, jobname: 'x' }, 'event: Unrecognized key: "jobname"'],
      ['an unknown field inside', { ...LEAST.progress, progress: { done: 1 } }, 'progress: Unrecognized key: "done"'],
      [
        'a name',
        { ...started, jobName: 'A' },
        'jobName: use 1 to 64 of a-z 0-9 - _ . and begin with a letter or digit',
      ],
      ['an id', { ...started, jobId: 'a b' }, 'jobId: use 1 to 128 of A-Z a-z 0-9 . _ : -'],
      [
        'a missing field',
        { ...started, serverId: undefined },
        'serverId: Invalid input: expected number, received undefined',
      ],
      [
        'a field deep inside',
        { ...LEAST.anomaly_acknowledged, data: { position: '1' } },
        'data.position: write it as <epochMs>-<seq>',
      ],
      ['a long error', { ...LEAST.failed, error: 'x'.repeat(LIMITS.errorBytes + 1) }, 'error: at most 8 KiB'],
      ['what is no event', 'started', 'event: Invalid input: expected object, received string'],
      ['a list of events', [started], 'event: Invalid input: expected object, received array'],
    ])('%s', (_what, event, message) => {
      const error = refusal(event);
      expect({ message: error.message, type: error.type }).toEqual({ message, type: 'invalid' });
    });

    it('a type, by listing those that there are', () => {
      const { message } = refusal({ ...started, type: 'begun' });
      for (const type of JOB_EVENT_TYPES) expect(message).toContain(`'${type}'`);
    });

    it('several fields at once, but five at most', () => {
      expect(
        refusal({ type: 'started' })
          .message.split('; ')
          .map((part) => part.split(':')[0]),
      ).toEqual(['jobName', 'serverId', 'jobId']);
      const causes = Array.from({ length: 9 }, () => ({}));
      expect(refusal({ ...LEAST.failed, failure: { causes } }).message.split('; ')).toHaveLength(5);
    });

    it('data that is no JSON', () => {
      const error = refusal({ ...started, data: { bytes: 1n } });
      expect(error.type).toBe('invalid');
      expect(error.message).toMatch(/^The event's data cannot be written as JSON: .*BigInt/);
      expect(error.cause).toBeInstanceOf(TypeError);
    });
  });

  it('keeps what the schema said as the cause', () => {
    expect(refusal({ ...started, jobName: 'A' }).cause).toMatchObject({ issues: [{ path: ['jobName'] }] });
  });

  describe('takes up to 64 KiB as JSON in UTF-8,', () => {
    const room = LIMITS.eventBytes - utf8Length(JSON.stringify({ ...started, data: '' }));

    it.each([
      ['a', 1],
      ['é', 2],
      ['€', 3],
      ['😀', 4],
    ])('written in %s', (letter, bytes) => {
      const data = letter.repeat(Math.floor(room / bytes)) + '.'.repeat(room % bytes);
      expect(utf8Length(JSON.stringify(parseNewEvent({ ...started, data })))).toBe(65_536);
      expect(refusal({ ...started, data: `${data}.` }).type).toBe('too-large');
    });

    it('with the time that it fills in', () => {
      const { timestamp, ...timeless } = { ...started, data: 'a'.repeat(room) };
      expect(parseNewEvent(timeless).timestamp).toHaveLength(timestamp.length);
      expect(refusal({ ...timeless, data: `${timeless.data}.` }).type).toBe('too-large');
    });

    it('and says where to put what is larger', () => {
      expect(refusal({ ...started, data: 'a'.repeat(LIMITS.eventBytes) }).message).toBe(
        'The event is larger than 64 KiB as JSON. Keep large results elsewhere and put a link into its data.',
      );
    });
  });

  describe('takes 64 objects and arrays in each other, the event among them,', () => {
    it('and no more', () => {
      expect(() => parseNewEvent({ ...started, data: nested(63) })).not.toThrow();
      expect(refusal({ ...started, data: nested(64) })).toMatchObject({
        type: 'invalid',
        message: 'The event nests more than 64 objects and arrays. Flatten its data.',
      });
    });

    it('and refuses what contains itself', () => {
      const data: Record<string, unknown> = {};
      data['self'] = data;
      expect(refusal({ ...started, data }).message).toContain('nests more than 64');
    });

    it('and does not overflow the stack on nesting without end', () => {
      expect(refusal({ ...started, data: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) }).type).toBe('invalid');
    });
  });
});

describe('derivePercent', () => {
  it.each([
    [{ current: 0, total: 3 }, 0],
    [{ current: 1, total: 3 }, 33.3],
    [{ current: 2, total: 3 }, 66.7],
    [{ current: 1, total: 2_000 }, 0.1],
    [{ current: 1, total: 100_000 }, 0],
    [{ current: 99_999, total: 100_000 }, 100],
    [{ current: 3, total: 3 }, 100],
    [{ current: 5, total: 3 }, 100],
    [{ current: 0.5, total: 1.5 }, 33.3],
    [{ current: 1, total: Number.MIN_VALUE }, 100],
  ])('of %p is %p', (progress, percent) => {
    expect(derivePercent(progress)).toEqual({ ...progress, percent });
  });

  it.each([{}, { current: 5 }, { total: 5 }, { current: 0, total: 0 }, { current: 5, total: 0 }])(
    'of %p is absent',
    (progress) => {
      expect(derivePercent(progress)).toEqual(progress);
    },
  );

  it.each([0, 12.345, 100])('keeps a given percent of %p', (percent) => {
    expect(derivePercent({ current: 1, total: 2, percent })).toEqual({ current: 1, total: 2, percent });
  });
});
