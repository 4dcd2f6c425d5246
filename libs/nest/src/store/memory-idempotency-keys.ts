import { IdempotencyKeys, KEY_LIFETIME_MS, type ClaimedKey } from './idempotency-keys.ts';

/** Remembers keys as long as the process lives. */
export class MemoryIdempotencyKeys extends IdempotencyKeys {
  readonly #now: () => number;
  /** In the order they were claimed. */
  readonly #keys = new Map<string, ClaimedKey & { readonly claimedMs: number; readonly by: string }>();

  constructor({ now = Date.now }: { readonly now?: () => number } = {}) {
    super();
    this.#now = now;
  }

  async claim(key: string, { jobId, fingerprint }: ClaimedKey): Promise<ClaimedKey> {
    this.#forgetExpired();
    const before = this.#keys.get(key);
    if (before) this.#keys.set(key, { ...before, by: jobId });
    if (before) return { jobId: before.jobId, fingerprint: before.fingerprint };
    this.#keys.set(key, { jobId, fingerprint, claimedMs: this.#now(), by: jobId });
    return { jobId, fingerprint };
  }

  async release(key: string, jobId: string): Promise<void> {
    if (this.#keys.get(key)?.by === jobId) this.#keys.delete(key);
  }

  #forgetExpired(): void {
    const newestExpired = this.#now() - KEY_LIFETIME_MS;
    for (const [key, { claimedMs }] of this.#keys) if (claimedMs <= newestExpired) this.#keys.delete(key);
  }
}
