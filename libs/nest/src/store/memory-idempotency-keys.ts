import { IdempotencyKeys, KEY_LIFETIME_MS, type ClaimedKey } from './idempotency-keys.ts';

/** Remembers keys as long as the process lives. */
export class MemoryIdempotencyKeys extends IdempotencyKeys {
  readonly #now: () => number;
  /** In the order they were claimed. */
  readonly #keys = new Map<string, ClaimedKey & { readonly claimedMs: number }>();

  constructor({ now = Date.now }: { readonly now?: () => number } = {}) {
    super();
    this.#now = now;
  }

  async claim(key: string, { jobId, fingerprint }: ClaimedKey): Promise<ClaimedKey> {
    this.#forgetExpired();
    const before = this.#keys.get(key);
    if (before) return { jobId: before.jobId, fingerprint: before.fingerprint };
    this.#keys.set(key, { jobId, fingerprint, claimedMs: this.#now() });
    return { jobId, fingerprint };
  }

  async release(key: string): Promise<void> {
    this.#keys.delete(key);
  }

  #forgetExpired(): void {
    const newestExpired = this.#now() - KEY_LIFETIME_MS;
    for (const [key, { claimedMs }] of this.#keys) if (claimedMs <= newestExpired) this.#keys.delete(key);
  }
}
