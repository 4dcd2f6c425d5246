import type { ConnectionOptions } from 'node:tls';
import type { RedisNode } from './redis-nodes.ts';

/** Which Redis, and under which keys. */
export interface RedisOptions {
  /** `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS. Of a cluster several nodes, with commas between. */
  readonly url: string;
  /** All keys begin with it, in braces: one deployment has one. Default: `jobwire`. */
  readonly prefix?: string;
  /** How the certificate of Redis is checked. Default: as Node does, with `NODE_EXTRA_CA_CERTS`. Only with `rediss://`. */
  readonly tls?: ConnectionOptions;
}

/** The parts of a Redis URL. */
export interface RedisAddress extends RedisNode {
  /** Other nodes of a cluster. */
  readonly others?: readonly RedisNode[];
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  readonly isEncrypted: boolean;
}

export const DEFAULT_REDIS_PREFIX = 'jobwire';

/** What a prefix may be: braces would end the hash tag that holds all keys in one slot of a cluster. */
export const REDIS_PREFIX = /^[A-Za-z0-9._:-]{1,64}$/;

/** What a person is told of a URL that cannot be read; the URL itself may hold a password. */
export const REDIS_URL_HINT =
  'use redis://[[user]:password@]host[:port][/database], or rediss:// for TLS, and commas between nodes of a cluster; in user and password %-encode what is special in a URL';

/** The parts of a Redis URL, or of those of several nodes, which are alike but for host and port. `undefined` where it is none. */
export function parseRedisUrl(text: string): RedisAddress | undefined {
  const [first, ...others] = text.split(/,(?=rediss?:)/).map(parseOne);
  if (others.length === 0 || !first) return first;
  const access = accessOf(first);
  const areAlike = others.every((other) => other && accessOf(other) === access);
  return areAlike ? { ...first, others: others.map((other) => nodeOf(other as RedisAddress)) } : undefined;
}

function nodeOf({ host, port }: RedisAddress): RedisNode {
  return { host, port };
}

function accessOf({ username, password, db, isEncrypted }: RedisAddress): string {
  return JSON.stringify([username, password, db, isEncrypted]);
}

function parseOne(text: string): RedisAddress | undefined {
  const url = URL.parse(text);
  const path = /^\/?(\d{0,5})$/.exec(url?.pathname ?? '');
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || !url.hostname || !path || url.search || url.hash)
    return undefined;
  try {
    return {
      // An IPv6 address stands in brackets.
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port ? Number(url.port) : 6379,
      ...(url.username && { username: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      db: Number(path[1] ?? 0),
      isEncrypted: url.protocol === 'rediss:',
    };
  } catch {
    // A percent sign that encodes nothing.
    return undefined;
  }
}
