import type { ParamMap, Params } from '@angular/router';
import type { RunsOrder } from '@jobwire/angular';
import { RUN_COLUMNS, type RunColumn } from '@jobwire/angular/runs';
import { DEFAULT_SPAN, SPANS, spanInWords, type TimeSpan } from './time-span';

/** What the page shows, as its address says it. */
export interface RunFilter {
  readonly q: string;
  readonly span: TimeSpan;
  readonly order: RunsOrder;
  /** The saved view that it began with. */
  readonly view: string | undefined;
  readonly columns: readonly RunColumn[];
}

export const EVERYTHING: RunFilter = {
  q: '',
  span: DEFAULT_SPAN,
  order: 'newest',
  view: undefined,
  columns: RUN_COLUMNS,
};

const BY_DURATION = ['longest', 'shortest'] as const;

/** Reads an address. What it says wrongly counts as not said. */
export function readFilter(params: ParamMap): RunFilter {
  const columns = params.get('columns')?.split(',');
  return {
    q: params.get('q') ?? '',
    span: readSpan(params),
    order: BY_DURATION.find((order) => order === params.get('sort')) ?? 'newest',
    view: params.get('view') ?? undefined,
    columns: columns ? RUN_COLUMNS.filter((column) => column === 'job' || columns.includes(column)) : RUN_COLUMNS,
  };
}

/** The parameters of an address. Defaults are left out: `null` takes them away. */
export function writeFilter({ q, span, order, view, columns }: RunFilter): Params {
  const isFixed = typeof span === 'object';
  return {
    q: q === '' ? null : q,
    span: isFixed || span === DEFAULT_SPAN ? null : span,
    from: isFixed ? span.from : null,
    to: isFixed ? span.to : null,
    sort: order === 'newest' ? null : order,
    view: view ?? null,
    columns: columns.length === RUN_COLUMNS.length ? null : columns.join(','),
  };
}

/** Which runs a list has, within a sentence: "in the last 24 hours, longest first". */
export function listInWords({ span, order }: RunFilter): string {
  const words = spanInWords(span);
  if (order === 'newest') return words;
  return order === 'longest'
    ? $localize`:As in "10 runs in the last hour, longest first":${words}:SPAN:, longest first`
    : $localize`:As in "10 runs in the last hour, shortest first":${words}:SPAN:, shortest first`;
}

function readSpan(params: ParamMap): TimeSpan {
  const [from, to] = [Number(params.get('from') ?? NaN), Number(params.get('to') ?? NaN)];
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to) return { from, to };
  return SPANS.find((span) => span === params.get('span')) ?? DEFAULT_SPAN;
}
