import { hostSetting, numberSetting, readSettings, streamOptionsFrom, streamSettings } from '@jobwire/nest';
import * as z from 'zod';

const upstreams = z
  .string()
  .default('http://127.0.0.1:3005')
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.array(z.url({ protocol: /^https?$/, error: 'use job-server URLs (http://host:port), comma-separated' })))
  .transform((urls) => urls.map((url) => new URL(url).origin));

const schema = z.object({
  PORT: numberSetting(1, 65_535).default(3000),
  HOST: hostSetting,
  JOBWIRE_UPSTREAM: upstreams,
  ...streamSettings,
});

/** What the gateway is told by environment variables. */
export type Settings = ReturnType<typeof readGatewaySettings>;

/** Throws a `SettingsError` that names the wrong variable. */
export function readGatewaySettings(env: Readonly<Record<string, string | undefined>>) {
  const given = readSettings(schema, env);
  return { port: given.PORT, host: given.HOST, upstreams: given.JOBWIRE_UPSTREAM, stream: streamOptionsFrom(given) };
}
