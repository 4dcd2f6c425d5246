import type { Anomaly, JobInput } from '@jobwire/events';
import type { Jobs } from '@jobwire/job-catalog';
import { takeFitting } from '../take-fitting.ts';
import type { LoginSource } from './login-sources.ts';

type Rule = Pick<JobInput<Jobs['auth-log-scan']>, 'threshold' | 'windowMinutes'>;

/** More sources than that are told as one anomaly, but for those that got in. */
const MOST_ANOMALIES = 100;
const EXAMPLES = 20;
const USERS_SHOWN = 20;
const SUMMARY_LENGTH = 1_000;

/** One anomaly for each source that reached the threshold, or one for those that did not get in where there are many. */
export function loginAnomalies(sources: readonly LoginSource[], rule: Rule): Anomaly[] {
  const reached = sources.filter(({ thresholdAt }) => thresholdAt !== undefined);
  if (reached.length <= MOST_ANOMALIES) return reached.map((source) => anomalyOf(source, rule));
  const entered = reached.filter(({ success }) => success).slice(0, MOST_ANOMALIES - 1);
  const others = reached.filter((source) => !entered.includes(source));
  return [...entered.map((source) => anomalyOf(source, rule)), anomalyOfMany(others, rule)];
}

/** A source as results and evidence show it. */
export function describeSource({ address, failures, users, firstAt, lastAt }: LoginSource) {
  return {
    address,
    failures,
    users: [...users].slice(0, USERS_SHOWN).map(readableUser),
    first: new Date(firstAt).toISOString(),
    last: new Date(lastAt).toISOString(),
  };
}

function anomalyOf(source: LoginSource, rule: Rule): Anomaly {
  const { address, failures, success, minutes } = source;
  const summary = `${failures} failed logins from ${address}, ${describeRule(rule)}`;
  const evidence = { failuresPerMinute: minutes?.toEvidence(), ...describeSource(source) };
  if (!success) return { severity: 'high', summary, evidence };
  const loginAs = readableUser(success.user);
  return {
    severity: 'critical',
    summary: `Login as ${loginAs} after ${summary}`.slice(0, SUMMARY_LENGTH),
    evidence: { ...evidence, loginAs, loginAt: new Date(success.at).toISOString() },
  };
}

function anomalyOfMany(sources: readonly LoginSource[], rule: Rule): Anomaly {
  const entered = sources.filter(({ success }) => success).length;
  return {
    severity: entered > 0 ? 'critical' : 'high',
    summary:
      `${sources.length} more addresses with failed logins, ${describeRule(rule)}; ` +
      `from ${entered} of them a login succeeded after that`,
    evidence: { examples: takeFitting(sources.slice(0, EXAMPLES).map(describeSource)) },
  };
}

function describeRule({ threshold, windowMinutes }: Rule): string {
  return `${threshold} or more within ${windowMinutes} min`;
}

/** A byte string as text. */
function readableUser(user: string): string {
  return Buffer.from(user, 'latin1').toString();
}
