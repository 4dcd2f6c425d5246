import type { RunState } from './job-run.ts';

/** A value of a condition: the whole text, or with `*` at its end what it begins with. Case does not matter. */
export interface TextPattern {
  readonly text: string;
  readonly isPrefix: boolean;
}

/** What a run has to be, or with `not` must not be. */
export type RunCondition = { readonly not: boolean } & (
  | { readonly field: 'job' | 'server' | 'run' | 'by'; readonly anyOf: readonly TextPattern[] }
  | { readonly field: 'state'; readonly anyOf: readonly RunState[] }
  | { readonly field: 'duration'; readonly than: 'longer' | 'shorter'; readonly ms: number }
  | { readonly field: 'is'; readonly anyOf: readonly ('slow' | 'anomalous')[] }
  | { readonly field: 'text'; readonly text: string }
);

/** What is wrong with a query: for who says it in words of their own. */
export type RunQueryMistake =
  | { readonly type: 'too-many-terms'; readonly most: number }
  | { readonly type: 'open-quote' | 'lone-minus' | 'missing-value' | 'second-duration' | 'bad-duration' }
  /** There is nothing after the colon. */
  | { readonly type: 'empty-field'; readonly field: string }
  | { readonly type: 'unknown-field'; readonly field: string; readonly known: readonly string[] }
  | { readonly type: 'unknown-value'; readonly field: string; readonly known: readonly string[] };

/** A query that cannot be read: what is wrong, and where in it. */
export class RunQueryError extends Error {
  override readonly name = 'RunQueryError';

  readonly mistake: RunQueryMistake;
  /** Where the wrong part begins, counted in UTF-16 units from 0. */
  readonly offset: number;
  readonly length: number;

  constructor(mistake: RunQueryMistake, offset: number, length: number) {
    super(describeMistake(mistake));
    this.mistake = mistake;
    this.offset = offset;
    this.length = length;
  }
}

function describeMistake(mistake: RunQueryMistake): string {
  switch (mistake.type) {
    case 'too-many-terms':
      return `Use at most ${mistake.most} terms.`;
    case 'open-quote':
      return 'The quote is not closed. Write a second " at its end.';
    case 'lone-minus':
      return 'A minus has nothing after it.';
    case 'empty-field':
      return `"${mistake.field}:" has nothing after it.`;
    case 'unknown-field': {
      const known = mistake.known.map((field) => `${field}:`).join(' ');
      return `There is no "${mistake.field}:". Use ${known} or put the text in quotes.`;
    }
    case 'missing-value':
      return 'There is a value missing beside the comma.';
    case 'unknown-value':
      return `"${mistake.field}:" is one of ${mistake.known.join(', ')}.`;
    case 'second-duration':
      return 'Give one duration. For a span write two terms.';
    case 'bad-duration':
      return 'Write it as duration:>5m or duration:<30s, with ms, s, m, h or d.';
  }
}

const FIELDS = ['job', 'server', 'state', 'run', 'by', 'duration', 'is'] as const;

type Field = (typeof FIELDS)[number];

const STATES: Readonly<Record<string, RunState>> = {
  queued: 'queued',
  running: 'running',
  done: 'completed',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A term: an optional minus, an optional field with its colon, and quoted or bare values between commas. */
const TERM = /(?<not>-?)(?:(?<field>[a-z]+):)?(?<values>(?:"[^"]*"|[^\s"])*)/gy;

/** At most so many terms. Nobody writes more by hand. */
const MAX_TERMS = 50;

/**
 * Reads the query language of run histories. Terms are joined by AND, values between commas by OR; a minus in front of a term
 * turns it round.
 *
 * | term | |
 * |---|---|
 * | `job:db-backup,auth-*` | the job's name; `*` at the end: begins with |
 * | `server:db-*` | the server's name or its number |
 * | `state:failed` | `queued`, `running`, `done`, `failed`, `cancelled` |
 * | `duration:>5m` | longer (`>`) or shorter (`<`) than; units `ms s m h d` |
 * | `by:mira` | who started it: a name, or `person`, `schedule`, `api`, `retry` |
 * | `run:k7q4*` | the run's id |
 * | `is:slow` | took 1.5 times as long as usual; `is:anomalous`: found something strange |
 * | `"no space"`, `ENOSPC` | anywhere in names, errors and payloads |
 *
 * Throws a {@link RunQueryError} that points at the place.
 */
export function parseRunQuery(query: string): RunCondition[] {
  const conditions: RunCondition[] = [];
  let offset = 0;
  for (;;) {
    offset += /^\s*/.exec(query.slice(offset))?.[0].length ?? 0;
    if (offset === query.length) return conditions;
    if (conditions.length === MAX_TERMS) {
      throw new RunQueryError({ type: 'too-many-terms', most: MAX_TERMS }, offset, query.length - offset);
    }
    const end = endOfTerm(query, offset);
    conditions.push(readTerm(query.slice(offset, end), offset));
    offset = end;
  }
}

/** Whether a text fits a pattern. */
export function fitsPattern({ text, isPrefix }: TextPattern, value: string): boolean {
  const [wanted, given] = [text.toLowerCase(), value.toLowerCase()];
  return isPrefix ? given.startsWith(wanted) : given === wanted;
}

/** A value as it is written after a field: in quotes where it would be read as something else. */
export function writeQueryValue(value: string): string {
  return /[\s",]|^$|\*$/.test(value) ? `"${unquote(value)}"` : value;
}

/**
 * A term that finds a text anywhere. No query can say a quote: of a text that has some the term is the longest part between them,
 * and `undefined` where nothing is left.
 */
export function writeTextTerm(text: string): string | undefined {
  const parts = text.split('"').map((part) => part.trim());
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '');
  return longest === '' ? undefined : `"${longest}"`;
}

function endOfTerm(query: string, offset: number): number {
  TERM.lastIndex = offset;
  TERM.exec(query);
  const end = TERM.lastIndex;
  if (query[end] !== '"') return end;
  throw new RunQueryError({ type: 'open-quote' }, end, query.length - end);
}

function readTerm(term: string, offset: number): RunCondition {
  TERM.lastIndex = 0;
  const { not: minus = '', field, values = '' } = TERM.exec(term)?.groups ?? {};
  const at = { offset: offset + term.length - values.length, whole: { offset, length: term.length } };
  const not = minus === '-';
  if (values === '') {
    const mistake = field === undefined ? ({ type: 'lone-minus' } as const) : ({ type: 'empty-field', field } as const);
    throw new RunQueryError(mistake, at.whole.offset, at.whole.length);
  }
  if (field === undefined) return { not, field: 'text', text: unquote(values) };
  if (!isField(field)) {
    throw new RunQueryError({ type: 'unknown-field', field, known: FIELDS }, offset + minus.length, field.length + 1);
  }
  const parts = splitValues(values, at.offset);
  switch (field) {
    case 'job':
    case 'server':
    case 'run':
    case 'by':
      return { not, field, anyOf: parts.map(readPattern) };
    case 'state':
      return { not, field, anyOf: parts.map((part) => oneOf(STATES, part, 'state')) };
    case 'is':
      return {
        not,
        field,
        anyOf: parts.map((part) => oneOf({ slow: 'slow', anomalous: 'anomalous' } as const, part, 'is')),
      };
    case 'duration':
      return { not, field, ...readDuration(parts) };
  }
}

function isField(text: string): text is Field {
  return (FIELDS as readonly string[]).includes(text);
}

interface Part {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly offset: number;
}

/** What stands between the commas. */
function splitValues(values: string, offset: number): Part[] {
  const parts: Part[] = [];
  let at = offset;
  for (const text of values.match(/(?:"[^"]*"|[^",])+|(?<=,|^)(?=,|$)/g) ?? []) {
    if (text === '') throw new RunQueryError({ type: 'missing-value' }, at, 1);
    parts.push({ text: unquote(text), isQuoted: text.startsWith('"'), offset: at });
    at += text.length + 1;
  }
  return parts;
}

function readPattern({ text, isQuoted }: Part): TextPattern {
  const isPrefix = !isQuoted && text.endsWith('*');
  return { text: isPrefix ? text.slice(0, -1) : text, isPrefix };
}

function oneOf<Value extends string>(known: Readonly<Record<string, Value>>, part: Part, field: Field): Value {
  const value = Object.hasOwn(known, part.text.toLowerCase()) ? known[part.text.toLowerCase()] : undefined;
  if (value !== undefined) return value;
  throw new RunQueryError({ type: 'unknown-value', field, known: Object.keys(known) }, part.offset, part.text.length);
}

function readDuration([part, second]: readonly Part[]): { than: 'longer' | 'shorter'; ms: number } {
  if (second) throw new RunQueryError({ type: 'second-duration' }, second.offset, second.text.length);
  const { text = '', offset = 0 } = part ?? {};
  const match = /^([<>])=?(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text);
  if (!match) {
    throw new RunQueryError({ type: 'bad-duration' }, offset, text.length);
  }
  const [, sign, amount, unit = 's'] = match;
  return { than: sign === '>' ? 'longer' : 'shorter', ms: Number(amount) * (UNIT_MS[unit] ?? 1_000) };
}

function unquote(text: string): string {
  return text.replaceAll('"', '');
}
