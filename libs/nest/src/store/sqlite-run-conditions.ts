import {
  fitsPattern,
  matchRun,
  SLOW_FACTOR,
  type JobRun,
  type RunCondition,
  type RunState,
  type TextPattern,
} from '@jobwire/events';
import type { RunFilter } from './event-store.ts';
import { textExpression } from './sqlite-run-text.ts';

/** How many runs a job has on a server in one state. */
export interface RunGroup {
  readonly serverId: number;
  readonly jobName: string;
  readonly state: RunState;
  readonly runs: number;
}

/** A filter and search, sorted by what can answer it. */
export interface RunConditions {
  /** The groups of runs that fit by server, job and state. */
  readonly groups: readonly RunGroup[];
  /** Whether that leaves any out. */
  readonly narrowsGroups: boolean;
  /** Whether nothing but server, job and state is asked for. */
  readonly onlyGroups: boolean;
  /** To be added to a `WHERE`: all that columns can answer. */
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
  /** What the index of texts is to be asked for. */
  readonly text: string | undefined;
  /** Of runs that fit so far: whether they fit. `undefined` where that is sure. */
  readonly test: ((run: JobRun) => boolean) | undefined;
  /** Runs that lasted longer than so many milliseconds are asked for, among others. */
  readonly longerThan: number | undefined;
  /** The same of shorter ones. */
  readonly shorterThan: number | undefined;
  /** One of these is asked for. */
  readonly is: readonly ('slow' | 'anomalous')[] | undefined;
}

const KINDS = ['person', 'schedule', 'api', 'retry'];

type ConditionOf<Field extends RunCondition['field']> = Extract<RunCondition, { field: Field }>;

export function sortConditions(all: readonly RunGroup[], filter: RunFilter, nowMs: number): RunConditions {
  const { serverId, jobName, state, search } = filter;
  const conditions = search?.conditions ?? [];
  const around = { serverName: search?.serverName ?? (() => undefined), now: () => nowMs };
  const ofGroups = conditions.filter(({ field }) => field === 'server' || field === 'job' || field === 'state');
  const fits = matchRun(ofGroups, around);
  const groups = all.filter(
    (group) =>
      (!serverId || serverId.includes(group.serverId)) &&
      (!jobName || jobName.includes(group.jobName)) &&
      (!state || state.includes(group.state)) &&
      fits({ ...group, jobId: '', anomalies: 0 }),
  );
  const narrowsGroups = groups.length < all.length;
  const tests = conditions.flatMap((condition) => sqlOf(condition, nowMs));
  if (narrowsGroups) tests.unshift(...sqlOfGroups(all, groups));
  const needsText = conditions.some(({ field }) => field === 'text' || field === 'run');
  const than = (which: 'longer' | 'shorter'): number | undefined =>
    conditions.find(
      (each): each is ConditionOf<'duration'> => each.field === 'duration' && !each.not && each.than === which,
    )?.ms;
  const is = conditions.find((each): each is ConditionOf<'is'> => each.field === 'is' && !each.not);
  return {
    groups,
    narrowsGroups,
    onlyGroups: ofGroups.length === conditions.length,
    sql: tests.map(({ sql }) => ` AND ${sql}`).join(''),
    parameters: tests.flatMap(({ parameters }) => parameters),
    text:
      conditions
        .map((condition) => textExpression(textsOf(condition)))
        .filter((expression) => expression !== undefined)
        .join(' AND ') || undefined,
    test: needsText ? matchRun(conditions, around) : undefined,
    longerThan: than('longer'),
    shorterThan: than('shorter'),
    is: is?.anyOf,
  };
}

interface SqlTest {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** Server, job and state are asked for independently of each other: the groups are all that combine those that fit. */
function sqlOfGroups(all: readonly RunGroup[], groups: readonly RunGroup[]): SqlTest[] {
  const columns: [column: string, valueOf: (group: RunGroup) => string | number][] = [
    ['server_id', ({ serverId }) => serverId],
    ['job_name', ({ jobName }) => jobName],
    ['state', ({ state }) => state],
  ];
  return columns.flatMap(([column, valueOf]) => {
    const fitting = new Set(groups.map(valueOf));
    if (all.every((group) => fitting.has(valueOf(group)))) return [];
    return [{ sql: `${column} IN (SELECT value FROM json_each(?))`, parameters: [JSON.stringify([...fitting])] }];
  });
}

function sqlOf(condition: RunCondition, nowMs: number): SqlTest[] {
  const test = testOf(condition, nowMs);
  return test ? [{ ...test, sql: `${condition.not ? 'NOT ' : ''}coalesce(${test.sql}, 0)` }] : [];
}

const LASTED = `(CASE WHEN state = 'running' THEN max(0, ? - started_ms) ELSE duration_ms END)`;

/** `undefined` where groups answer it or only the text does. */
function testOf(condition: RunCondition, nowMs: number): SqlTest | undefined {
  switch (condition.field) {
    case 'by':
      return anyOf(condition.anyOf.map(testOfBy));
    case 'duration': {
      const sign = condition.than === 'longer' ? '>' : '<';
      return { sql: `(${LASTED} ${sign} ?)`, parameters: [nowMs, condition.ms] };
    }
    case 'is':
      return anyOf(condition.anyOf.map((what) => (what === 'slow' ? testOfSlow(nowMs) : ANOMALOUS)));
    default:
      return undefined;
  }
}

const ANOMALOUS: SqlTest = { sql: '(anomalies > 0)', parameters: [] };

/** As `isSlow`, which has told it of those that have ended. */
function testOfSlow(nowMs: number): SqlTest {
  const isSlowSoFar = `coalesce(? > started_ms AND ? - started_ms >= usual_ms * ${SLOW_FACTOR}, 0)`;
  return { sql: `(slow = 1 OR (state = 'running' AND ${isSlowSoFar}))`, parameters: [nowMs, nowMs] };
}

function testOfBy({ text, isPrefix }: TextPattern): SqlTest {
  const columns = ['by_kind', 'by_name', 'by_person'];
  const test = (column: string): string => `coalesce(${isPrefix ? `instr(${column}, ?) = 1` : `${column} = ?`}, 0)`;
  const wanted = text.toLowerCase();
  return { sql: `(${columns.map(test).join(' OR ')})`, parameters: columns.map(() => wanted) };
}

function anyOf(tests: readonly SqlTest[]): SqlTest {
  return {
    sql: `(${tests.map(({ sql }) => sql).join(' OR ')})`,
    parameters: tests.flatMap(({ parameters }) => parameters),
  };
}

/** One of these is in the text of a run that fits. None where that is not so. */
function textsOf(condition: RunCondition): string[] {
  if (condition.not) return [];
  switch (condition.field) {
    case 'text':
      return [condition.text.toLowerCase()];
    case 'run':
      return condition.anyOf.map(({ text }) => text.toLowerCase());
    case 'by': {
      const fitsKind = condition.anyOf.some((pattern) => KINDS.some((kind) => fitsPattern(pattern, kind)));
      return fitsKind ? [] : condition.anyOf.map(({ text }) => text.toLowerCase());
    }
    default:
      return [];
  }
}
