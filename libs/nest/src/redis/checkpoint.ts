import type { HistoryState } from '../store/sqlite-history.ts';
import { StoreError } from '../store/store-error.ts';

/** How it is written. One that is read differently gets another number. */
const VERSION = 1;

export function writeCheckpoint(state: HistoryState): string {
  return JSON.stringify({ version: VERSION, ...state });
}

/** Throws a {@link StoreError} where a newer Jobwire wrote it. */
export function readCheckpoint(json: string): HistoryState {
  const { version, ...state } = JSON.parse(json) as HistoryState & { readonly version: number };
  if (version !== VERSION)
    throw new StoreError('The checkpoint in Redis was written by a newer Jobwire. Run that one here too.', 'failed');
  return state;
}
