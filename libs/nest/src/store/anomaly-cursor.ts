import { parsePosition, type Position } from '@jobwire/events';
import { StoreError } from './store-error.ts';

/** Where a page of anomalies ended, as text to be handed back unread. */
export function encodeAnomalyCursor(last: Position): string {
  return Buffer.from(`anomaly ${last}`).toString('base64url');
}

/** The anomaly that a page ended with, or a {@link StoreError}. */
export function decodeAnomalyCursor(cursor: string): Position {
  const last = /^anomaly (\d+-\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (last !== undefined && parsePosition(last) && encodeAnomalyCursor(last) === cursor) return last;
  throw new StoreError(
    'This cursor is none that a page of anomalies ended with. Hand back the `cursor` of the page before, or leave it out to begin with the newest one.',
    'bad-cursor',
  );
}
