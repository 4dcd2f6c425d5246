import { formatBytes, formatCount, formatIcu, toLabel } from '@jobwire/angular';

/** A value of a result as the page shows it: a line of text, a table, or JSON. */
export type ResultFact =
  | { readonly kind: 'text'; readonly label: string; readonly text: string }
  | {
      readonly kind: 'table';
      readonly label: string;
      readonly heads: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'json'; readonly label: string; readonly text: string }
  | { readonly kind: 'bars'; readonly label: string; readonly counts: Counts };

/** How often something happened, in steps of time: written so in a result or as evidence, it is drawn. */
export interface Counts {
  /** ISO 8601. */
  readonly from: string;
  readonly stepMs: number;
  readonly counts: readonly number[];
}

/** Rows of a table shown at most. */
const MOST_ROWS = 200;
/** Bars that fit beside each other. */
const MOST_BARS = 120;
/** Plain values that one line takes. */
const MOST_IN_LINE = 20;

/** What a run has returned, or was given, fact by fact; nothing where there is nothing. */
export function factsOf(value: unknown): readonly ResultFact[] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) return [{ ...toFact('', value), label: $localize`:What a run has returned:Value` }];
  return Object.entries(value).map(([name, entry]) => toFact(name, entry));
}

function toFact(name: string, value: unknown): ResultFact {
  const label = toLabel(name);
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) return toTable(label, value);
  if (Array.isArray(value) && value.length <= MOST_IN_LINE && value.every((entry) => typeof entry !== 'object')) {
    return { kind: 'text', label, text: value.length === 0 ? $localize`:An empty list:none` : toText(name, value) };
  }
  if (isCounts(value)) return { kind: 'bars', label, counts: value };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'json', label, text: JSON.stringify(value, undefined, 2) };
  }
  return { kind: 'text', label, text: toText(name, value) };
}

function toTable(label: string, values: readonly Readonly<Record<string, unknown>>[]): ResultFact {
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const rows = values.slice(0, MOST_ROWS).map((value) => names.map((name) => toText(name, value[name])));
  return { kind: 'table', label, heads: names.map(toLabel), rows };
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function toText(name: string, value: unknown): string {
  // Whoever compares it with a log needs the time zone, but not the milliseconds.
  if (typeof value === 'string' && ISO_TIME.test(value)) return value.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC');
  if (typeof value === 'number') return /bytes$/i.test(name) ? describeBytes(value) : formatCount(value);
  if (typeof value === 'boolean') return value ? $localize`yes` : $localize`no`;
  if (Array.isArray(value)) return value.map((entry) => toText('', entry)).join(', ');
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `1.43 GB (1,432,554,231 bytes)`: to read, and to compare. */
function describeBytes(bytes: number): string {
  return bytes < 1_000
    ? formatBytes(bytes)
    : formatIcu($localize`{BYTES, plural, =1 {{SIZE} (1 byte)} other {{SIZE} ({BYTES} bytes)}}`, {
        BYTES: bytes,
        SIZE: formatBytes(bytes),
      });
}

function isCounts(value: unknown): value is Counts {
  if (!isRecord(value)) return false;
  const { from, stepMs, counts } = value;
  const isTimed = typeof from === 'string' && ISO_TIME.test(from) && typeof stepMs === 'number' && stepMs > 0;
  if (!isTimed || !Array.isArray(counts) || counts.length === 0 || counts.length > MOST_BARS) return false;
  return counts.every((count) => typeof count === 'number' && count >= 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
