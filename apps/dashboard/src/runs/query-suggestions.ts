import type { IconState } from '@jobwire/angular';
import { writeQueryValue, type RunState } from '@jobwire/events';

/** What the field offers while somebody types. */
export interface Suggestion {
  /** What stands in the field when it is taken. */
  readonly text: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: IconState;
  /** A state, whose runs are counted together with those of the others. */
  readonly state?: RunState;
  /** Whether it is a term of its own; else more is to be typed. */
  readonly isTerm: boolean;
}

export interface SuggestionList {
  /** "State"; empty where fields are offered. */
  readonly title: string;
  readonly suggestions: readonly Suggestion[];
}

/** What there is to filter by. */
export interface QueryWorld {
  readonly jobs: readonly string[];
  readonly servers: readonly string[];
}

/** What stands in a query is the same in every language. */
const FIELDS: Readonly<Record<string, string>> = {
  state: 'failed, running, queued, done, cancelled',
  job: $localize`:What to filter by:which job`,
  server: $localize`:What to filter by:where it runs`,
  by: $localize`:What to filter by:who started it`,
  duration: $localize`:What to filter by:longer or shorter than`,
  is: $localize`:What to filter by, the two words are not translated:slow or anomalous`,
  run: $localize`:What to filter by:its id`,
};

const STATES: readonly { readonly label: string; readonly state: RunState; readonly icon: IconState }[] = [
  { label: 'failed', state: 'failed', icon: 'failed' },
  { label: 'running', state: 'running', icon: 'running' },
  { label: 'queued', state: 'queued', icon: 'queued' },
  { label: 'done', state: 'completed', icon: 'done' },
  { label: 'cancelled', state: 'cancelled', icon: 'cancelled' },
];

const DURATIONS = ['>1m', '>5m', '>1h', '<10s'];
const MOST = 8;

/** What fits what is typed so far. */
export function suggest(draft: string, { jobs, servers }: QueryWorld): SuggestionList {
  const [, minus = '', field, given = ''] = /^(-?)(?:([a-z]+):)?(.*)$/.exec(draft) ?? [];
  const comma = given.lastIndexOf(',') + 1;
  const [before, typed] = [given.slice(0, comma), given.slice(comma).replaceAll('"', '').toLowerCase()];
  const values = (all: readonly string[]): Suggestion[] =>
    all
      .filter((value) => value.toLowerCase().includes(typed))
      .slice(0, MOST)
      .map((value) => ({ text: `${minus}${field}:${before}${writeQueryValue(value)}`, label: value, isTerm: true }));
  switch (field) {
    case undefined:
      return { title: '', suggestions: [...fieldsFor(minus, typed), ...namesFor(minus, typed, { jobs, servers })] };
    case 'state': {
      const all = STATES.filter(({ label }) => label.startsWith(typed));
      const text = (label: string): string => `${minus}state:${before}${label}`;
      return {
        title: $localize`:Head of a column:State`,
        suggestions: all.map((state) => ({ ...state, text: text(state.label), isTerm: true })),
      };
    }
    case 'job':
      return { title: $localize`:Head of a column:Job`, suggestions: values(jobs) };
    case 'server':
      return { title: $localize`:Head of a column:Server`, suggestions: values(servers) };
    case 'by':
      return {
        title: $localize`:What to filter by:Started by`,
        suggestions: values(['schedule', 'api', 'person', 'retry']),
      };
    case 'is':
      return { title: $localize`:What to filter by, before "slow":Is`, suggestions: values(['slow', 'anomalous']) };
    case 'duration':
      return { title: $localize`:Head of a column:Duration`, suggestions: values(DURATIONS) };
    default:
      return { title: '', suggestions: [] };
  }
}

function fieldsFor(minus: string, typed: string): Suggestion[] {
  return Object.entries(FIELDS)
    .filter(([field]) => field.startsWith(typed))
    .map(([field, hint]) => ({ text: `${minus}${field}:`, label: `${field}:`, hint, isTerm: false }));
}

function namesFor(minus: string, typed: string, { jobs, servers }: QueryWorld): Suggestion[] {
  if (typed === '') return [];
  const toTerms = (field: string, names: readonly string[]): Suggestion[] =>
    names
      .filter((name) => name.toLowerCase().includes(typed))
      .map((name) => ({ text: `${minus}${field}:${writeQueryValue(name)}`, label: name, hint: field, isTerm: true }));
  return [...toTerms('job', jobs), ...toTerms('server', servers)].slice(0, MOST);
}
