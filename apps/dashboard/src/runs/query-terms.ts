import { formatIcu } from '@jobwire/angular';
import { parseRunQuery, RunQueryError } from '@jobwire/events';
import { describeMistake } from './mistake-words';

/** A term of a query as a chip shows it. */
export interface QueryTerm {
  /** As it is written in the query. */
  readonly raw: string;
  /** "state"; "text" for what is searched everywhere. */
  readonly label: string;
  /** "failed", "not mail-01", "db-backup, auth-log-scan, 3 more". */
  readonly value: string;
}

/** What is wrong with a query, and where. */
export interface QueryMistake {
  readonly message: string;
  readonly before: string;
  readonly wrong: string;
  readonly after: string;
}

const TERM = /(?<minus>-?)(?:(?<field>[a-z]+):)?(?<values>(?:"[^"]*"|[^\s"])+)/g;

/** Values that a chip names. */
const MOST_VALUES = 2;

/** The terms of a query that can be read. */
export function splitTerms(query: string): readonly QueryTerm[] {
  return [...query.matchAll(TERM)].map(({ 0: raw, groups = {} }) => {
    const { minus, field, values = '' } = groups;
    const parts = field === undefined ? [values] : values.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    const named = parts.slice(0, MOST_VALUES).map((part) => part.replaceAll('"', ''));
    const more =
      parts.length > MOST_VALUES
        ? [
            formatIcu($localize`:Values of a filter:{VALUES, plural, other {{VALUES} more}}`, {
              VALUES: parts.length - MOST_VALUES,
            }),
          ]
        : [];
    const value = [...named, ...more].join(', ');
    return {
      raw,
      label: field ?? $localize`:What is searched everywhere:text`,
      value: minus ? $localize`:A filter that leaves out:not ${value}:VALUE:` : value,
    };
  });
}

/** A query with one more term. */
export function addTerm(query: string, term: string): string {
  return `${query} ${term}`.trim();
}

/** A query without the term at this place. */
export function removeTerm(query: string, index: number): string {
  return splitTerms(query)
    .filter((_, at) => at !== index)
    .map(({ raw }) => raw)
    .join(' ');
}

/** What is wrong with a query; `undefined` where it can be read. */
export function findMistake(query: string): QueryMistake | undefined {
  try {
    parseRunQuery(query);
    return undefined;
  } catch (error) {
    // It throws nothing else.
    if (!(error instanceof RunQueryError)) throw error;
    const { mistake, offset, length } = error;
    return showMistake(query, { message: describeMistake(mistake), offset, length });
  }
}

/** A mistake that the server has found, where its answer says the place. */
export function showMistake(
  query: string,
  { message, offset, length }: { readonly message: string; readonly offset: number; readonly length: number },
): QueryMistake {
  return {
    message,
    before: query.slice(0, offset),
    wrong: query.slice(offset, offset + length),
    after: query.slice(offset + length),
  };
}
