import { StoreError } from './event-store.ts';

/** Where a page of runs ended, as text to be handed back unread. */
export function encodeRunCursor(lastRun: number): string {
  return Buffer.from(`run ${lastRun}`).toString('base64url');
}

/** The run that a page ended with, or a {@link StoreError}. */
export function decodeRunCursor(cursor: string): number {
  const lastRun = Number(/^run (\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  // Decoding passes over characters that are none of base64url: only what encodes to the same text was given by a page.
  if (Number.isSafeInteger(lastRun) && encodeRunCursor(lastRun) === cursor) return lastRun;
  throw new StoreError(
    'This cursor is none that a page of runs ended with. Hand back the `cursor` of the page before, or leave it out to begin with the newest run.',
    'bad-cursor',
  );
}
