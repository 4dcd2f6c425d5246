/**
 * `gone` is a file that was moved or removed while it was in use, `unavailable` a Redis that is away or refuses to store,
 * `outbox-full` the same where no more events can wait for it, `failed` what none of the others names, such as a disk that
 * breaks.
 */
export type StoreErrorType =
  'closed' | 'full' | 'locked' | 'corrupt' | 'gone' | 'unavailable' | 'outbox-full' | 'failed' | 'bad-cursor';

const SUMMARIES: Readonly<Record<StoreErrorType, string>> = {
  closed: 'The store is closed',
  full: 'The disk of the store is full: nothing can be stored until there is room on it',
  locked: 'Another program has the store',
  corrupt: 'The store is damaged: what is left of it can be read, and a backup has to be put in its place',
  gone: 'The file of the store was moved or removed: nothing is stored until it is back, or the server was started again',
  unavailable: 'Redis is away or refuses to store: what is there can be read, and nothing is stored until it is back',
  'outbox-full': 'Redis is away, and no more events can wait for it',
  failed: 'The disk of the store does not take or give what it should',
  'bad-cursor': 'The cursor is none',
};

/** What went wrong in a store, in words for the operator. `cause` is the database's own error. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly type: StoreErrorType;

  constructor(message: string, type: StoreErrorType, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }

  /** What anybody may know of it: nothing of the machine. A sentence without its full stop. */
  get summary(): string {
    return SUMMARIES[this.type];
  }
}
