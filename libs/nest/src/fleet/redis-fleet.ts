import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { FleetJobs } from '../jobs/fleet-jobs.ts';
import { Fleet, type FleetServer } from '../jobs/fleet.ts';
import type { ServerIdentity } from '../jobs/server-identity.ts';
import type { RedisConnection } from '../redis/redis-connection.ts';
import { StoreError } from '../store/store-error.ts';
import { ServerLease } from './server-lease.ts';

/** A server that was away for so long is forgotten. */
const FORGOTTEN_MS = 30 * 24 * 60 * 60_000;

/** So long after Redis was away the other servers may still be about to find out that it is back. */
const RETURN_MS = 3_000;

type Entry = Omit<FleetServer, 'serverId' | 'isOnline'>;

/** The servers, as they tell each other in Redis. Each holds a lease: without one it is offline. */
export class RedisFleet extends Fleet {
  readonly #logger = new Logger('RedisFleet');
  readonly #lease: ServerLease;
  readonly #replaced = new AbortController();
  readonly #left = new AbortController();
  #known: readonly FleetServer[] = [];
  #keeping: Promise<void> = Promise.resolve();
  /** Those that were offline at the look before. */
  #missing: ReadonlySet<number> = new Set();
  #judgesFrom = 0;
  /** Aborted when Redis is back. */
  #isBack = new AbortController();

  constructor(
    private readonly connection: RedisConnection,
    private readonly server: ServerIdentity,
    private readonly jobs: FleetJobs,
    private readonly leaseMs: number,
  ) {
    super();
    this.#lease = new ServerLease(connection, server.serverId, leaseMs);
  }

  get replaced(): AbortSignal {
    return this.#replaced.signal;
  }

  async join(died: (serverId: number, isGone: () => Promise<boolean>) => void): Promise<void> {
    await this.connection.starting(() => this.#lease.take(this.#entry()));
    // They are known from now on, also while Redis is away.
    await this.connection.starting(() => this.#look());
    this.connection.on('returned', this.#returned);
    this.#keeping = this.#keepUp(died);
  }

  async leave(): Promise<void> {
    this.connection.off('returned', this.#returned);
    this.#left.abort();
    await this.#keeping;
    // Redis is away: the lease runs out.
    if (!this.replaced.aborted) await this.#lease.giveUp().catch(() => undefined);
  }

  async find(serverId: number): Promise<FleetServer | undefined> {
    const { serverId: own } = this.server;
    if (serverId === own) return this.#self();
    const { keys } = this.connection;
    const entry = await this.connection.ask((redis) => redis.hget(keys.servers, String(serverId)));
    if (entry === null) return undefined;
    const server = serverOf(serverId, entry, await this.#lease.isHeld(serverId));
    if (!server) return undefined;
    this.#know([...this.#known.filter((other) => other.serverId !== serverId), server]);
    return server;
  }

  async servers(): Promise<readonly FleetServer[]> {
    try {
      await this.#look();
    } catch (error) {
      // Redis is away: as they were, as all else that is shown.
      if (!(error instanceof StoreError)) throw error;
    }
    return this.#known;
  }

  known(): readonly FleetServer[] {
    return this.#known;
  }

  async #keepUp(died: (serverId: number, isGone: () => Promise<boolean>) => void): Promise<void> {
    const over = AbortSignal.any([this.#left.signal, this.#replaced.signal]);
    for (;;) {
      // AbortError: it is to stop, or Redis is back and the lease may be over.
      const signal = AbortSignal.any([over, this.#isBack.signal]);
      await delay(this.leaseMs / 3, undefined, { signal, ref: false }).catch(() => undefined);
      if (over.aborted) return;
      try {
        if (!(await this.#lease.renew(this.#entry()))) return this.#yield();
        await this.#watch(died);
      } catch (error) {
        // Redis is away, which its connection says. Nobody can say of anybody then that it died.
        this.#missing = new Set();
        if (!(error instanceof StoreError)) this.#logger.error(error);
      }
    }
  }

  readonly #returned = (): void => {
    this.#judgesFrom = performance.now() + RETURN_MS;
    this.#isBack.abort();
    this.#isBack = new AbortController();
  };

  /** A living server may be late by one renewal: who is missing twice in a row is gone. */
  async #watch(died: (serverId: number, isGone: () => Promise<boolean>) => void): Promise<void> {
    await this.#look();
    if (performance.now() < this.#judgesFrom) return;
    const offline = this.#known.filter(({ isOnline }) => !isOnline);
    const missingBefore = this.#missing;
    this.#missing = new Set(offline.map(({ serverId }) => serverId));
    for (const { serverId, seenMs } of offline) {
      if (missingBefore.has(serverId)) died(serverId, async () => !(await this.#lease.isHeld(serverId)));
      if (Date.now() - seenMs > FORGOTTEN_MS) await this.#lease.forget(serverId);
    }
  }

  #yield(): void {
    const { serverId } = this.server;
    this.#logger.error(
      `Another process is server ${serverId} now: this one stops its runs and takes no more. Give each its own JOBWIRE_SERVER_ID.`,
    );
    this.#replaced.abort();
  }

  async #look(): Promise<void> {
    const { keys } = this.connection;
    const entries = await this.connection.ask((redis) => redis.hgetall(keys.servers));
    const ids = Object.keys(entries).map(Number);
    const own = this.server.serverId;
    const leases = await this.connection.ask((redis) => redis.mget(keys.lease(own), ...ids.map(keys.lease)));
    const others = ids
      .flatMap((serverId, index) => serverOf(serverId, entries[serverId] ?? '', leases[index + 1] !== null) ?? [])
      .filter(({ serverId }) => serverId !== own);
    this.#know([...others, this.#self()]);
  }

  #know(servers: readonly FleetServer[]): void {
    this.#known = servers.toSorted((a, b) => a.serverId - b.serverId);
  }

  #self(): FleetServer {
    return { ...this.#entry(), serverId: this.server.serverId, isOnline: true };
  }

  #entry(): Entry {
    return { name: this.server.name, seenMs: Date.now(), jobs: this.jobs.all() };
  }
}

/** `undefined` where somebody else wrote the entry: that must not keep the others from being known. */
function serverOf(serverId: number, entry: string, isOnline: boolean): FleetServer | undefined {
  const parsed = parseEntry(entry);
  return Number.isSafeInteger(serverId) && parsed ? { ...parsed, serverId, isOnline } : undefined;
}

function parseEntry(json: string): Entry | undefined {
  try {
    const entry = JSON.parse(json) as Partial<Entry> | null;
    return Array.isArray(entry?.jobs) ? (entry as Entry) : undefined;
  } catch {
    // SyntaxError.
    return undefined;
  }
}
