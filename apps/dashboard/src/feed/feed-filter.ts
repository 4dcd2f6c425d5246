import { fitsPattern, type StoredJobEvent } from '@jobwire/events';

const FIELDS = ['type', 'job', 'server', 'run'] as const;

/** What an event is asked for: a field, or text anywhere. */
interface FeedTerm {
  readonly not: boolean;
  readonly field: (typeof FIELDS)[number] | 'text';
  readonly anyOf: readonly string[];
}

/** A term: an optional minus, an optional field with its colon, and quoted or bare values. A quote may be left open. */
const TERM = /(-?)(?:(type|job|server|run):)?((?:"[^"]*"?|[^\s"])+)/g;

/** What may be written for `type:`, beside the type's own name. */
const WORDS: Readonly<Record<StoredJobEvent['type'], string>> = {
  queued: 'queued',
  started: 'started',
  progress: 'progress',
  completed: 'done',
  failed: 'failed',
  cancel_requested: 'cancelling',
  cancelled: 'cancelled',
  anomaly_detected: 'anomaly',
  anomaly_acknowledged: 'acknowledged',
};

export const TYPE_WORDS = Object.values(WORDS);

/** How an event is seen by a filter. */
export interface FeedSight {
  readonly serverName: string;
  /** All that is written in its row. */
  readonly text: string;
}

/**
 * Reads a filter of the feed: `type:failed,anomaly`, `job:db-*`, `server:edge-02`, `run:k7q4*` and text anywhere. All have to fit, a
 * minus turns one round. `undefined` where everything fits.
 */
export function readFeedFilter(
  query: string,
): ((event: StoredJobEvent, sight: () => FeedSight) => boolean) | undefined {
  const terms = [...query.matchAll(TERM)].map(([, minus, field, values]) => readTerm(minus, field, values ?? ''));
  if (terms.length === 0) return undefined;
  return (event, sight) => terms.every((term) => fitsTerm(term, event, sight) !== term.not);
}

function readTerm(minus: string | undefined, field: string | undefined, values: string): FeedTerm {
  const known = FIELDS.find((name) => name === field);
  const given = known === undefined ? [values] : values.split(',');
  return {
    not: minus === '-',
    field: known ?? 'text',
    anyOf: given.map((value) => value.replaceAll('"', '').toLowerCase()).filter((value) => value !== ''),
  };
}

function fitsTerm({ field, anyOf }: FeedTerm, event: StoredJobEvent, sight: () => FeedSight): boolean {
  const isLike = (value: string): boolean =>
    anyOf.some((text) =>
      fitsPattern(text.endsWith('*') ? { text: text.slice(0, -1), isPrefix: true } : { text, isPrefix: false }, value),
    );
  switch (field) {
    case 'type':
      return isLike(event.type) || isLike(WORDS[event.type]);
    case 'job':
      return isLike(event.jobName);
    case 'server':
      return isLike(sight().serverName) || isLike(String(event.serverId));
    case 'run':
      return event.jobId !== undefined && isLike(event.jobId);
    case 'text': {
      const text = sight().text.toLowerCase();
      return anyOf.every((part) => text.includes(part));
    }
  }
}
