import { anomalySchema, LIMITS } from '@jobwire/events';
import { describeSource, loginAnomalies } from './login-anomalies.ts';
import type { LoginSource } from './login-sources.ts';

const rule = { threshold: 10, windowMinutes: 5 };
const at = Date.UTC(2026, 10, 24, 10);
const source = (more: Partial<LoginSource> = {}): LoginSource => ({
  address: '203.0.113.7',
  failures: 12,
  users: new Set(['root', 'admin']),
  firstAt: at,
  lastAt: at + 60_000,
  thresholdAt: at + 50_000,
  ...more,
});
const success = { user: 'root', at: at + 90_000 };
const many = (count: number, more: Partial<LoginSource> = {}) =>
  Array.from({ length: count }, (_, number) => source({ address: `10.0.${number >> 8}.${number & 255}`, ...more }));

describe('the anomaly of a source', () => {
  it('says how many logins failed, from where and within what time', () => {
    expect(loginAnomalies([source()], rule)).toEqual([
      {
        severity: 'high',
        summary: '12 failed logins from 203.0.113.7, 10 or more within 5 min',
        evidence: {
          address: '203.0.113.7',
          failures: 12,
          users: ['root', 'admin'],
          first: '2026-11-24T10:00:00.000Z',
          last: '2026-11-24T10:01:00.000Z',
        },
      },
    ]);
  });

  it('is critical when a login from there succeeded after that, and says as whom and when', () => {
    expect(loginAnomalies([source({ success })], rule)).toEqual([
      {
        severity: 'critical',
        summary: 'Login as root after 12 failed logins from 203.0.113.7, 10 or more within 5 min',
        evidence: { ...describeSource(source()), loginAs: 'root', loginAt: '2026-11-24T10:01:30.000Z' },
      },
    ]);
  });

  it('is none below the threshold', () => {
    const { thresholdAt: _reached, ...below } = source();
    expect(loginAnomalies([below], rule)).toEqual([]);
  });

  it('shows names as text, also those that are not UTF-8, and 20 of them', () => {
    const users = ['J\xc3\xb6rg', '\xff', ...Array.from({ length: 30 }, (_, number) => `user-${number}`)];
    const shown = describeSource(source({ users: new Set(users) })).users;
    expect(shown).toHaveLength(20);
    expect(shown.slice(0, 3)).toEqual(['Jörg', '\ufffd', 'user-0']);
  });
});

describe('many sources', () => {
  it('are told one by one up to a hundred', () => {
    expect(loginAnomalies(many(100), rule)).toHaveLength(100);
  });

  it('are told together above that, with some of them', () => {
    const [anomaly, ...others] = loginAnomalies(many(101), rule);
    expect(others).toEqual([]);
    expect(anomaly).toMatchObject({
      severity: 'high',
      summary:
        '101 more addresses with failed logins, 10 or more within 5 min; from 0 of them a login succeeded after that',
    });
    const { examples } = anomaly?.evidence as { examples: { address: string }[] };
    expect(new Set(examples.map(({ address }) => address)).size).toBe(20);
  });

  it('do not hide the one that got in', () => {
    const anomalies = loginAnomalies([...many(150), source({ success })], rule);
    expect(anomalies.map(({ severity, summary }) => [severity, summary.slice(0, 40)])).toEqual([
      ['critical', 'Login as root after 12 failed logins fro'],
      ['high', '150 more addresses with failed logins, 1'],
    ]);
  });

  it('are told together also where more than a hundred got in', () => {
    const anomalies = loginAnomalies(many(300, { success }), rule);
    expect(anomalies).toHaveLength(100);
    expect(anomalies.every(({ severity }) => severity === 'critical')).toBe(true);
    expect(anomalies.at(-1)?.summary).toMatch(/^201 more addresses .* from 201 of them/);
  });

  it('fit into events, whatever they are called', () => {
    const users = new Set(Array.from({ length: 50 }, (_, number) => `${number}`.padEnd(64, '\u0001')));
    const worst = many(300, { users, success: { user: '\xff'.repeat(64), at } }).map((each, number) => {
      return { ...each, address: `${number}.`.padEnd(255, 'x') };
    });
    for (const anomaly of loginAnomalies(worst, rule)) {
      expect(anomalySchema.parse(anomaly)).toEqual(anomaly);
      expect(Buffer.byteLength(JSON.stringify(anomaly))).toBeLessThan(LIMITS.eventBytes - 1_024);
    }
  });
});
