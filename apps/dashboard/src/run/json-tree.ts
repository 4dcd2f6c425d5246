import { formatAgo, formatBytes, formatCount, formatIcu } from '@jobwire/angular';

/** Entries of an array or an object that one step shows. */
export const STEP = 50;
/** Characters of a text that are shown at first. */
const MOST_TEXT = 200;
/** Characters of the preview of what is closed. */
const MOST_PREVIEW = 140;
/** So much is opened at first. */
const FIRST_ROWS = 24;
const FIRST_ENTRIES = 10;

/** Where a value stands in another: the keys that lead to it. */
export type JsonPath = readonly (string | number)[];

/** What of a value is open. */
export interface JsonView {
  /** Ids of open arrays and objects. */
  readonly open: ReadonlySet<string>;
  /** How many entries are shown, by id; {@link STEP} where it is not said. */
  readonly shown: ReadonlyMap<string, number>;
  /** Ids of texts shown whole. */
  readonly whole: ReadonlySet<string>;
}

export interface JsonRow {
  readonly id: string;
  readonly path: JsonPath;
  readonly level: number;
  /** `undefined` at the root. */
  readonly key: string | undefined;
  readonly kind: 'open' | 'closed' | 'value' | 'close' | 'more';
  readonly type: JsonType;
  /** As JSON writes it, numbers in groups. */
  readonly text: string;
  /** What it means to people: "442 GB", "2 years ago". */
  readonly hint: string;
  /** What a press shows: "show all 184 kB", "show the next 45"; empty where nothing is left out. */
  readonly action: string;
  readonly value: unknown;
}

type JsonType = 'text' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** One id for a path. */
export function idOf(path: JsonPath): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A path as code writes it: `largest[1].path`. */
export function writePath(path: JsonPath): string {
  const parts = path.map((key) =>
    typeof key === 'number' ? `[${key}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  return parts.join('').replace(/^\./, '');
}

/** The value that a path leads to. */
function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value);
}

/** What is open at first: the root, and small ones in it while there is room. */
export function firstView(value: unknown): JsonView {
  const open = new Set<string>();
  let rows = 1;
  const waiting: { path: JsonPath; value: unknown }[] = [{ path: [], value }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const entries = entriesOf(next.value);
    const isRoot = next.path.length === 0;
    const isSmall = entries.length > 0 && entries.length <= FIRST_ENTRIES && rows + entries.length <= FIRST_ROWS;
    if (typeOf(next.value) !== 'object' && typeOf(next.value) !== 'array') continue;
    if (!isRoot && !isSmall) continue;
    open.add(idOf(next.path));
    rows += Math.min(STEP, entries.length) + 1;
    for (const [key, entry] of entries.slice(0, STEP)) waiting.push({ path: [...next.path, key], value: entry });
  }
  return { open, shown: new Map(), whole: new Set() };
}

/** A value row by row, as far as it is open. */
export function rowsOf(value: unknown, view: JsonView, now: number): JsonRow[] {
  const rows: JsonRow[] = [];
  const add = (path: JsonPath, at: unknown): void => {
    const id = idOf(path);
    const type = typeOf(at);
    const last = path.at(-1);
    const base = { id, path, level: path.length, key: last === undefined ? undefined : String(last), type, value: at };
    if (type !== 'array' && type !== 'object') {
      rows.push({
        ...base,
        kind: 'value',
        hint: hintOf(String(last ?? ''), at, now),
        ...textOf(at, view.whole.has(id)),
      });
      return;
    }
    const [begin, end] = type === 'array' ? '[]' : '{}';
    const entries = entriesOf(at);
    if (!view.open.has(id) || entries.length === 0) {
      const kind = entries.length === 0 ? 'value' : 'closed';
      rows.push({ ...base, kind, text: entries.length === 0 ? `${begin} ${end}` : preview(at), hint: '', action: '' });
      return;
    }
    rows.push({ ...base, kind: 'open', text: begin ?? '', hint: '', action: '' });
    const shown = Math.min(entries.length, view.shown.get(id) ?? STEP);
    for (const [key, entry] of entries.slice(0, shown)) add([...path, key], entry);
    if (shown < entries.length) {
      const rest = entries.length - shown;
      rows.push({
        ...base,
        id: `${id}/…`,
        level: path.length + 1,
        key: undefined,
        kind: 'more',
        text: formatIcu($localize`:Entries of a list:{ENTRIES, plural, other {{ENTRIES} more}}`, { ENTRIES: rest }),
        hint: '',
        action: formatIcu($localize`:Entries of a list:{ENTRIES, plural, other {show the next {ENTRIES}}}`, {
          ENTRIES: Math.min(STEP, rest),
        }),
      });
    }
    rows.push({ ...base, id: `${id}/.`, key: undefined, kind: 'close', text: end ?? '', hint: '', action: '' });
  };
  add([], value);
  return rows;
}

/** How many values there are in it, itself not counted where it holds others. */
export function countValues(value: unknown): number {
  const type = typeOf(value);
  if (type !== 'array' && type !== 'object') return 1;
  return entriesOf(value).reduce((sum, [, entry]) => sum + countValues(entry), 0);
}

/** Where a text stands in the keys and values, in the order of the rows; at most `limit` places. */
export function findIn(value: unknown, text: string, limit = 1_000): JsonPath[] {
  const wanted = text.toLowerCase();
  const found: JsonPath[] = [];
  const search = (path: JsonPath, at: unknown): void => {
    if (found.length >= limit) return;
    const isHolder = typeof at === 'object' && at !== null;
    const key = path.at(-1);
    const isKey = typeof key === 'string' && key.toLowerCase().includes(wanted);
    if (isKey || (!isHolder && plainText(at).includes(wanted))) found.push(path);
    if (isHolder) for (const [name, entry] of entriesOf(at)) search([...path, name], entry);
  };
  if (wanted !== '') search([], value);
  return found;
}

/** A view in which a path can be seen. */
export function reveal(value: unknown, view: JsonView, path: JsonPath): JsonView {
  const [open, shown, whole] = [new Set(view.open), new Map(view.shown), new Set(view.whole)];
  for (let length = 0; length < path.length; length++) {
    const parent = path.slice(0, length);
    const id = idOf(parent);
    open.add(id);
    const index = entriesOf(valueAt(value, parent)).findIndex(([key]) => key === path[length]);
    const steps = Math.ceil((index + 1) / STEP) * STEP;
    if (steps > (shown.get(id) ?? STEP)) shown.set(id, steps);
  }
  const at = valueAt(value, path);
  if (typeof at === 'string' && at.length > MOST_TEXT) whole.add(idOf(path));
  return { open, shown, whole };
}

function plainText(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();
}

function typeOf(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'object' || type === 'number' || type === 'boolean' ? type : 'text';
}

function entriesOf(value: unknown): (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((entry, index) => [index, entry] as const);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function textOf(value: unknown, isWhole: boolean): Pick<JsonRow, 'text' | 'action'> {
  if (typeof value === 'number') return { text: writeNumber(value), action: '' };
  if (typeof value !== 'string') return { text: String(value), action: '' };
  if (isWhole || value.length <= MOST_TEXT) return { text: JSON.stringify(value), action: '' };
  return {
    text: `${JSON.stringify(value.slice(0, MOST_TEXT)).slice(0, -1)}…"`,
    action: $localize`:A text:show all ${formatBytes(value.length)}:SIZE:`,
  };
}

/** In groups where no digit is lost by that: a result says what the job returned. */
function writeNumber(value: number): string {
  return Number.isSafeInteger(value) ? formatCount(value) : JSON.stringify(value);
}

/** `[ 3 items ]`, `{ 14 keys }`, or what is in it where that is short. */
function preview(value: unknown): string {
  const entries = entriesOf(value);
  if (Array.isArray(value))
    return `[ ${formatIcu($localize`{ITEMS, plural, =1 {1 item} other {{ITEMS} items}}`, { ITEMS: entries.length })} ]`;
  const isPlain = entries.every(([, entry]) => typeof entry !== 'object' || entry === null);
  const said =
    isPlain && entries.length <= 6
      ? entries.map(([key, entry]) => `${key}: ${textOf(entry, false).text}`).join(', ')
      : '';
  if (said !== '' && said.length <= MOST_PREVIEW) return `{ ${said} }`;
  return `{ ${formatIcu($localize`:Of an object in JSON:{KEYS, plural, =1 {1 key} other {{KEYS} keys}}`, { KEYS: entries.length })} }`;
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function hintOf(key: string, value: unknown, now: number): string {
  if (typeof value === 'number' && /bytes$/i.test(key)) {
    return value < 1_000 ? $localize`:Unit of a number:bytes` : $localize`bytes, ${formatBytes(value)}:SIZE:`;
  }
  return typeof value === 'string' && ISO_TIME.test(value) ? formatAgo(value, now) : '';
}
