import { jobIdSchema } from '@jobwire/events';
import fc from 'fast-check';
import { RunIds } from './run-id.ts';

const queueName = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }).filter((name) => !name.includes(':'));
const bullId = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' });
const ms = fc.integer({ min: 0, max: 9_999_999_999_999 });

describe('the id of a run', () => {
  it('reads like the job that it is of', () => {
    const ids = new RunIds('sync');
    expect(ids.write({ key: ids.fit('42'), ms: 1763900000000 })).toBe('sync:42:1763900000000');
    expect(ids.write({ key: ids.fit('repeat:a-b_c:17'), ms: 1 })).toBe('sync:repeat:a-b_c:17:1');
  });

  it('is one that an event may have, whatever queue and job are called, and is read back', () => {
    fc.assert(
      fc.property(queueName, bullId, ms, (queue, id, at) => {
        const ids = new RunIds(queue);
        const key = ids.fit(id);
        const runId = ids.write({ key, ms: at });
        expect(jobIdSchema.safeParse(runId).success).toBe(true);
        expect(ids.read(runId)).toEqual({ key, ms: at });
        expect([id, undefined]).toContain(ids.idOf(key));
      }),
    );
  });

  it('is of one queue and one job only', () => {
    fc.assert(
      fc.property(queueName, queueName, bullId, bullId, (queue, other, id, otherId) => {
        const [ids, others] = [new RunIds(queue), new RunIds(other)];
        fc.pre(queue !== other && id !== otherId);
        expect(others.read(ids.write({ key: ids.fit(id), ms: 1 }))).toBeUndefined();
        expect(ids.fit(id)).not.toBe(ids.fit(otherId));
      }),
    );
  });
});
