import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { DEFAULT_REDIS_PREFIX, parseRedisUrl, REDIS_PREFIX, REDIS_URL_HINT } from '../redis/redis-address.ts';
import { DEFAULT_STREAM, type StreamOptions } from '../stream/event-stream.ts';

/** A setting is wrong: the message names it and what it may be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly type = 'bad-setting';
}

/** What may hold a password is not shown. */
const SECRETS: ReadonlySet<string> = new Set(['REDIS_URL']);

/** Reads settings from environment variables. An empty one counts as absent. Throws a {@link SettingsError}. */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return `${name}=${SECRETS.has(name) ? '(hidden)' : (env[name] ?? '')}: ${message}`;
  });
  throw new SettingsError(`Wrong settings. ${wrong.join('; ')}`);
}

/** A whole number as an environment variable. */
export const numberSetting = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `use a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `use at least ${least}`).max(most, `use at most ${most}`));

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** The address to listen on. Anything but loopback is refused: there is no authentication set up to protect it. */
export const hostSetting = z
  .string()
  .default('127.0.0.1')
  .refine(
    (host) => LOOPBACK.test(host),
    'only loopback (127.0.0.1, ::1, localhost) is allowed while no authentication is set up',
  );

const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/** Host names under which a program may be asked for, beside those of loopback. */
export const allowedHostsSetting = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((name) => name.trim().toLowerCase() || []))
  .refine((names) => names.every((name) => HOST_NAME.test(name)), 'use host names without a port, comma-separated');

/** How long a program may take to end, in seconds. */
export const graceSetting = numberSetting(0, 3_600).default(25);

/** In how many processes a program runs. */
export const workersSetting = z
  .string()
  .default('1')
  .transform((text) => (text === 'auto' ? String(availableParallelism()) : text))
  .pipe(numberSetting(1, 256));

/** Where Redis is, and under which keys; options of `JobEventsModule`. */
export const redisSettings = {
  REDIS_URL: z
    .string()
    .refine((url) => parseRedisUrl(url) !== undefined, REDIS_URL_HINT)
    .optional(),
  JOBWIRE_REDIS_PREFIX: z
    .string()
    .regex(REDIS_PREFIX, 'use at most 64 letters, digits, dots, colons, hyphens and underscores')
    .default(DEFAULT_REDIS_PREFIX),
};

const MINUTE_MS = 60_000;

/** Settings of the stream that every program has. */
export const streamSettings = {
  JOBWIRE_BUFFER_EVENTS: numberSetting(1, 1_000_000).default(DEFAULT_STREAM.window.maxEvents),
  JOBWIRE_BUFFER_MINUTES: numberSetting(1, 1_440).default(DEFAULT_STREAM.window.maxAgeMs / MINUTE_MS),
  JOBWIRE_REPLAY_MAX_EVENTS: numberSetting(0, 1_000_000).default(DEFAULT_STREAM.maxReplay),
  JOBWIRE_HEARTBEAT_MS: numberSetting(100, 3_600_000).default(DEFAULT_STREAM.heartbeatMs),
};

/** Those settings as options of the module. */
export function streamOptionsFrom(settings: z.output<z.ZodObject<typeof streamSettings>>): Partial<StreamOptions> {
  return {
    window: { maxEvents: settings.JOBWIRE_BUFFER_EVENTS, maxAgeMs: settings.JOBWIRE_BUFFER_MINUTES * MINUTE_MS },
    maxReplay: settings.JOBWIRE_REPLAY_MAX_EVENTS,
    heartbeatMs: settings.JOBWIRE_HEARTBEAT_MS,
  };
}
