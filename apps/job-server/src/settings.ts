import {
  allowedHostsSetting,
  graceSetting,
  hostSetting,
  numberSetting,
  readSettings,
  redisSettings,
  streamOptionsFrom,
  streamSettings,
} from '@jobwire/nest';
import { hostname } from 'node:os';
import { delimiter } from 'node:path';
import * as z from 'zod';

const DAY_MS = 24 * 60 * 60_000;

const settings = z.object({
  PORT: numberSetting(1, 65_535).default(3005),
  HOST: hostSetting,
  JOBWIRE_ALLOWED_HOSTS: allowedHostsSetting,
  JOBWIRE_GRACE_SECONDS: graceSetting,
  JOBWIRE_DATA_DIR: z.string().default('.jobwire'),
  JOBWIRE_STORE: z.enum(['sqlite', 'memory', 'redis'], 'use sqlite, memory or redis').optional(),
  ...redisSettings,
  JOBWIRE_SERVER_ID: numberSetting(0, 2_147_483_647).default(1),
  JOBWIRE_SERVER_NAME: z
    .string()
    .regex(/\S/, 'use a name that can be seen')
    .regex(/^\P{Cc}*$/u, 'use no control characters')
    .max(100, 'use at most 100 characters')
    .default(hostname()),
  JOBWIRE_LEASE_SECONDS: numberSetting(1, 3_600).default(30),
  JOBWIRE_SCAN_ROOTS: z.string().optional(),
  JOBWIRE_SCHEDULES: z.enum(['on', 'off'], 'use on or off').default('on'),
  JOBWIRE_RETENTION_DAYS: numberSetting(1, 3_650).default(30),
  JOBWIRE_OUTBOX_EVENTS: numberSetting(1, 10_000_000).default(100_000),
  ...streamSettings,
});

const schema = settings.refine(({ JOBWIRE_STORE, REDIS_URL }) => JOBWIRE_STORE !== 'redis' || REDIS_URL !== undefined, {
  path: ['JOBWIRE_STORE'],
  error: 'set REDIS_URL too',
});

/** What the job server is told by environment variables. */
export type Settings = ReturnType<typeof readJobServerSettings>;

/** Throws a `SettingsError` that names the wrong variable. */
export function readJobServerSettings(env: Readonly<Record<string, string | undefined>>) {
  const given = readSettings(schema, env);
  return {
    port: given.PORT,
    host: given.HOST,
    allowedHosts: given.JOBWIRE_ALLOWED_HOSTS,
    graceMs: given.JOBWIRE_GRACE_SECONDS * 1_000,
    dataDir: given.JOBWIRE_DATA_DIR,
    store: given.JOBWIRE_STORE ?? (given.REDIS_URL === undefined ? 'sqlite' : 'redis'),
    redis: given.REDIS_URL === undefined ? undefined : { url: given.REDIS_URL, prefix: given.JOBWIRE_REDIS_PREFIX },
    serverId: given.JOBWIRE_SERVER_ID,
    serverName: given.JOBWIRE_SERVER_NAME,
    leaseMs: given.JOBWIRE_LEASE_SECONDS * 1_000,
    /** Which folders jobs may read; `undefined`: the one the server was started in. */
    scanRoots: given.JOBWIRE_SCAN_ROOTS?.split(delimiter).filter((root) => root !== ''),
    schedules: given.JOBWIRE_SCHEDULES,
    retention: { maxAgeMs: given.JOBWIRE_RETENTION_DAYS * DAY_MS },
    outbox: { maxEvents: given.JOBWIRE_OUTBOX_EVENTS },
    stream: streamOptionsFrom(given),
  };
}
