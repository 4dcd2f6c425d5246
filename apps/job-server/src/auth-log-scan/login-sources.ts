import { MinuteCounts } from './minute-counts.ts';
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
  /** By the minute, from the window on in which it reached the threshold. */
  minutes?: MinuteCounts;
  /** A login from there that succeeded after that. */
  success?: { readonly user: string; readonly at: number };
}

/** Failures at one moment. */
interface Moment {
  readonly at: number;
  times: number;
}

interface Tracked {
  readonly source: LoginSource;
  /** The newest failures that fall into one window, until they reach the threshold. */
  readonly recent: Moment[];
  /** How many failures those are. */
  recentTimes: number;
}

/** Users kept of one source, and characters of each name: whoever tries to log in chooses them. */
const MOST_USERS = 50;
const USER_LENGTH = 64;

/** What is kept in all: beyond it room is made by giving up those that failed least. */
const LIMITS = { sources: 50_000, moments: 1_000_000 };

/** Counts failed logins by source, in bounded memory however long the log is. */
export class LoginSources {
  readonly #tracked = new Map<string, Tracked>();
  readonly #windowMs: number;
  #moments = 0;
  failures = 0;
  /** How often a source was given up for others: its failures are in the sum only. */
  forgotten = 0;

  constructor(
    private readonly threshold: number,
    windowMinutes: number,
    private readonly limits: Readonly<typeof LIMITS> = LIMITS,
  ) {
    this.#windowMs = windowMinutes * 60_000;
  }

  add(attempt: LoginAttempt): void {
    if (attempt.hasSucceeded) return this.#succeed(attempt);
    this.failures += attempt.times;
    const tracked = this.#tracked.get(attempt.address) ?? this.#begin(attempt);
    const { source } = tracked;
    source.failures += attempt.times;
    source.firstAt = Math.min(source.firstAt, attempt.at);
    source.lastAt = Math.max(source.lastAt, attempt.at);
    const user = attempt.user.slice(0, USER_LENGTH);
    if (source.users.size < MOST_USERS && !source.users.has(user)) source.users.add(copyOf(user));
    if (source.thresholdAt === undefined) this.#count(tracked, attempt);
    else source.minutes?.add(attempt.at, attempt.times);
  }

  /** The most failures first. */
  list(): readonly LoginSource[] {
    return [...this.#tracked.values()].map(({ source }) => source).sort((a, b) => b.failures - a.failures);
  }

  #count(tracked: Tracked, { at, times }: LoginAttempt): void {
    const { source, recent } = tracked;
    // A clock may have been set back: what is later than now is as far away as what is earlier.
    while (recent[0] && Math.abs(at - recent[0].at) > this.#windowMs) {
      tracked.recentTimes -= recent[0].times;
      recent.shift();
      this.#moments--;
    }
    tracked.recentTimes += times;
    const last = recent.at(-1);
    if (last?.at === at) last.times += times;
    else {
      recent.push({ at, times });
      this.#moments++;
    }
    if (tracked.recentTimes >= this.threshold) {
      source.thresholdAt = at;
      source.minutes = new MinuteCounts();
      for (const moment of recent) source.minutes.add(moment.at, moment.times);
      this.#release(tracked);
    } else if (this.#moments > this.limits.moments) this.#makeRoom();
  }

  #succeed({ address, user, at }: LoginAttempt): void {
    const source = this.#tracked.get(address)?.source;
    if (source?.thresholdAt !== undefined) source.success ??= { user: copyOf(user.slice(0, USER_LENGTH)), at };
  }

  #begin({ address: found, at }: LoginAttempt): Tracked {
    if (this.#tracked.size >= this.limits.sources) this.#makeRoom();
    const address = copyOf(found);
    const tracked: Tracked = {
      source: { address, failures: 0, users: new Set(), firstAt: at, lastAt: at },
      recent: [],
      recentTimes: 0,
    };
    this.#tracked.set(address, tracked);
    return tracked;
  }

  /** Gives up half of them. A login that succeeded stays longest, then what reached the threshold. */
  #makeRoom(): void {
    const order = [...this.#tracked.values()].sort(
      (a, b) => rankOf(a.source) - rankOf(b.source) || a.source.failures - b.source.failures,
    );
    for (const tracked of order.slice(0, Math.ceil(order.length / 2))) {
      this.#release(tracked);
      this.#tracked.delete(tracked.source.address);
      this.forgotten++;
    }
  }

  #release({ recent }: Tracked): void {
    this.#moments -= recent.length;
    recent.length = 0;
  }
}

function rankOf({ success, thresholdAt }: LoginSource): number {
  if (success) return 2;
  return thresholdAt === undefined ? 0 : 1;
}

/** Part of a string keeps all of it in memory, here the chunk of the file that it was read with. A copy does not. */
function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
