import { spawnSync } from 'node:child_process';

/** Why there is no Redis to measure with; `undefined` where there is one. */
export function redisMissing() {
  const { error } = spawnSync('redis-server', ['--version']);
  return error ? 'there is no redis-server (Debian: apt-get install redis-server)' : undefined;
}

/** Each change is on disk before it is answered, as in the deployment example. */
export function redisArguments({ folder, port }) {
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'yes', appendfsync: 'always' };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
