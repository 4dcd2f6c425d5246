import type { LoginAttempt } from './parse-auth-line.ts';

/** Where logins came from that failed. */
export interface LoginSource {
  readonly address: string;
  failures: number;
  readonly users: Set<string>;
  firstAt: number;
  lastAt: number;
  /** When so many failures first fell into one window, in milliseconds since 1970. */
  thresholdAt?: number;
  /** A login from there that succeeded after that. */
  success?: { readonly user: string; readonly at: number };
}

interface Tracked {
  readonly source: LoginSource;
  /** The newest failures, at most as many as the threshold; a ring. */
  readonly recent: number[];
}

/** Users kept of one source. */
const MOST_USERS = 50;
/** Sources kept: more are made room for by those that failed least. */
export const MOST_SOURCES = 50_000;

/** Counts failed logins by source, in bounded memory however long the log is. */
export class LoginSources {
  readonly #tracked = new Map<string, Tracked>();
  readonly #windowMs: number;
  failures = 0;
  /** Sources that were given up for others: their failures are in the sum only. */
  forgotten = 0;

  constructor(
    private readonly threshold: number,
    windowMinutes: number,
    private readonly most = MOST_SOURCES,
  ) {
    this.#windowMs = windowMinutes * 60_000;
  }

  add(attempt: LoginAttempt): void {
    if (attempt.hasSucceeded) return this.#succeed(attempt);
    this.failures += attempt.times;
    const tracked = this.#tracked.get(attempt.address) ?? this.#begin(attempt);
    const { source } = tracked;
    for (let time = 0; time < Math.min(attempt.times, this.threshold); time++) this.#count(tracked, attempt.at);
    source.failures += attempt.times;
    source.firstAt = Math.min(source.firstAt, attempt.at);
    source.lastAt = Math.max(source.lastAt, attempt.at);
    if (source.users.size < MOST_USERS) source.users.add(attempt.user);
  }

  /** The most failures first. */
  list(): readonly LoginSource[] {
    return [...this.#tracked.values()].map(({ source }) => source).sort((a, b) => b.failures - a.failures);
  }

  #count({ source, recent }: Tracked, at: number): void {
    recent.push(at);
    if (recent.length > this.threshold) recent.shift();
    const oldest = recent[0] ?? at;
    if (recent.length === this.threshold && at - oldest <= this.#windowMs) source.thresholdAt ??= at;
  }

  #succeed({ address, user, at }: LoginAttempt): void {
    const source = this.#tracked.get(address)?.source;
    if (source?.thresholdAt !== undefined) source.success ??= { user, at };
  }

  #begin({ address, at }: LoginAttempt): Tracked {
    if (this.#tracked.size >= this.most) this.#makeRoom();
    const tracked: Tracked = {
      source: { address, failures: 0, users: new Set(), firstAt: at, lastAt: at },
      recent: [],
    };
    this.#tracked.set(address, tracked);
    return tracked;
  }

  /** Forgets half of them, those that failed least; one that reached the threshold stays as long as there are others. */
  #makeRoom(): void {
    const order = [...this.#tracked.values()].sort(
      (a, b) =>
        Number(a.source.thresholdAt !== undefined) - Number(b.source.thresholdAt !== undefined) ||
        a.source.failures - b.source.failures,
    );
    for (const { source } of order.slice(0, Math.ceil(order.length / 2))) this.#tracked.delete(source.address);
    this.forgotten += Math.ceil(order.length / 2);
  }
}
