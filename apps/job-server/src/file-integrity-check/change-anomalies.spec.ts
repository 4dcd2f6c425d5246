import { anomalySchema, LIMITS } from '@jobwire/events';
import { changeAnomalies, describeChange, readableName } from './change-anomalies.ts';
import type { Change, ChangeKind } from './compare-checksums.ts';

const many = (count: number, kind: ChangeKind, prefix: string = kind): Change[] =>
  Array.from({ length: count }, (_, number) => ({ kind, name: `${prefix}-${number}` }));

describe('the anomaly of a change', () => {
  it('says what happened to which file', () => {
    expect(changeAnomalies([{ kind: 'changed', name: 'bin/login' }], '/srv')).toEqual([
      {
        severity: 'high',
        summary: 'changed: bin/login',
        evidence: { path: '/srv', file: 'bin/login', change: 'changed' },
      },
    ]);
  });

  it('is worse for a file that says something else than for one that came or went', () => {
    const changes = (['added', 'changed', 'removed'] as const).map((kind) => ({ kind, name: kind }));
    expect(changeAnomalies(changes, '/srv').map(({ severity }) => severity)).toEqual(['medium', 'high', 'medium']);
  });

  it('is none where there is no change', () => {
    expect(changeAnomalies([], '/srv')).toEqual([]);
  });

  it('shows names as text, also those that are not UTF-8, and not more than an anomaly takes', () => {
    expect(readableName('\xc3\xb6 \xff')).toBe('ö \ufffd');
    expect(describeChange({ kind: 'added', name: 'x'.repeat(4_000) })).toHaveLength(1_000);
    const [anomaly] = changeAnomalies([{ kind: 'added', name: '\u0001'.repeat(4_096) }], '/'.repeat(4_096));
    expect(anomalySchema.parse(anomaly)).toEqual(anomaly);
    expect(Buffer.byteLength(JSON.stringify(anomaly))).toBeLessThan(LIMITS.eventBytes - 1_024);
  });
});

describe('many changes', () => {
  it('are told one by one up to a hundred', () => {
    expect(changeAnomalies(many(100, 'added'), '/srv').map(({ summary }) => summary)).toEqual(
      many(100, 'added').map(describeChange),
    );
  });

  it('are told together above that, with the worst as examples', () => {
    const changes = [...many(70, 'added', 'a'), ...many(3, 'changed'), ...many(40, 'removed')];
    expect(changeAnomalies(changes, '/srv')).toEqual([
      {
        severity: 'high',
        summary: '113 files differ from the baseline: 70 added, 3 changed, 40 removed',
        evidence: {
          path: '/srv',
          added: 70,
          changed: 3,
          removed: 40,
          examples: [
            ...['changed-0', 'changed-1', 'changed-2'].map((name) => `changed: ${name}`),
            ...many(7, 'removed').map(describeChange),
          ],
        },
      },
    ]);
  });

  it('are less bad together where nothing says something else', () => {
    expect(changeAnomalies(many(101, 'removed'), '/srv')).toEqual([expect.objectContaining({ severity: 'medium' })]);
  });
});
