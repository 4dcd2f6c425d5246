import { StoreError, type RunOrder } from './event-store.ts';

/** A run in the order of durations. Of equal ones the newest is the longest. */
export interface RunPlace {
  /** Of its first event. */
  readonly id: number;
  readonly durationMs: number;
}

export type OrderByDuration = Exclude<RunOrder, 'newest'>;

/** Where a page of runs ended, as text to be handed back unread. */
export function encodeRunCursor(lastRun: number): string {
  return toBase64(`run ${lastRun}`);
}

/** The run that a page ended with, or a {@link StoreError}. */
export function decodeRunCursor(cursor: string): number {
  const [, lastRun] = read(cursor, /^run (\d{1,16})$/);
  return Number(lastRun);
}

/** The same of a page in the order of durations. */
export function encodePlaceCursor(order: OrderByDuration, { id, durationMs }: RunPlace): string {
  return toBase64(`${order} ${durationMs} ${id}`);
}

/** The place that a page in this order ended with, or a {@link StoreError}. */
export function decodePlaceCursor(order: OrderByDuration, cursor: string): RunPlace {
  const [, durationMs, id] = read(cursor, new RegExp(`^${order} (\\d{1,16}) (\\d{1,16})$`));
  return { id: Number(id), durationMs: Number(durationMs) };
}

/** Below 0 where the first comes first. */
export function comparePlaces(order: OrderByDuration, a: RunPlace, b: RunPlace): number {
  const longestFirst = b.durationMs - a.durationMs || b.id - a.id;
  return order === 'longest' ? longestFirst : -longestFirst;
}

function read(cursor: string, form: RegExp): readonly string[] {
  const text = Buffer.from(cursor, 'base64url').toString();
  const found = form.exec(text);
  // Decoding passes over characters that are none of base64url: only what encodes to the same text was given by a page.
  if (found && toBase64(text) === cursor && found.slice(1).every((digits) => String(Number(digits)) === digits)) {
    return found;
  }
  throw new StoreError(
    'This cursor is none that a page of runs in this order ended with. Hand back the `cursor` of the page before, or leave it out to begin with the first run.',
    'bad-cursor',
  );
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64url');
}
