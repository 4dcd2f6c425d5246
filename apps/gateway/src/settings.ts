import {
  allowedHostsSetting,
  graceSetting,
  hostSetting,
  numberSetting,
  readSettings,
  streamOptionsFrom,
  streamSettings,
  workersSetting,
} from '@jobwire/nest';
import * as z from 'zod';

/** The origin of a job server's URL; `undefined` where it is none, or has more that would be left out. */
function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  return isOrigin ? url.origin : undefined;
}

const upstreams = z
  .string()
  .default('http://127.0.0.1:3005')
  .transform((text, context): string[] => {
    const origins = text.split(',').map((url) => originOf(url.trim()));
    if (origins.includes(undefined)) context.addIssue('use job-server URLs (http://host:port), comma-separated');
    return origins.filter((origin) => origin !== undefined);
  });

const schema = z.object({
  PORT: numberSetting(1, 65_535).default(3000),
  HOST: hostSetting,
  JOBWIRE_ALLOWED_HOSTS: allowedHostsSetting,
  JOBWIRE_GRACE_SECONDS: graceSetting,
  JOBWIRE_WORKERS: workersSetting,
  JOBWIRE_UPSTREAM: upstreams,
  ...streamSettings,
});

/** What the gateway is told by environment variables. */
export type Settings = ReturnType<typeof readGatewaySettings>;

/** Throws a `SettingsError` that names the wrong variable. */
export function readGatewaySettings(env: Readonly<Record<string, string | undefined>>) {
  const given = readSettings(schema, env);
  return {
    port: given.PORT,
    host: given.HOST,
    allowedHosts: given.JOBWIRE_ALLOWED_HOSTS,
    graceMs: given.JOBWIRE_GRACE_SECONDS * 1_000,
    workers: given.JOBWIRE_WORKERS,
    upstreams: given.JOBWIRE_UPSTREAM,
    stream: streamOptionsFrom(given),
  };
}
