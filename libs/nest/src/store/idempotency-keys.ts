/** How long a key is remembered. */
export const KEY_LIFETIME_MS = 24 * 60 * 60_000;

/** What a key stands for. */
export interface ClaimedKey {
  readonly jobId: string;
  /** A digest of the request the key came with. */
  readonly fingerprint: string;
}

/** Remembers for 24 hours which run an `Idempotency-Key` made. */
export abstract class IdempotencyKeys {
  /** What the key stands for already, or else `claim`, which from now on it does. Atomic and durable. */
  abstract claim(key: string, claim: ClaimedKey): Promise<ClaimedKey>;

  /** Forget a key whose run could not be started. `jobId`: what it was claimed with; who has claimed it since keeps it. */
  abstract release(key: string, jobId: string): Promise<void>;
}
