import { existsSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NODE, root } from '../program.mjs';
import { startChild } from './child.mjs';
import { cpuMs, pssKb } from './process-stats.mjs';
import { Publisher } from './publisher.mjs';
import { tempFolder } from './temp-folder.mjs';
import { nchanArguments, nchanMissing } from './servers/nchan.mjs';
import { redisArguments, redisMissing } from './servers/redis-deployment.mjs';

const START_MS = 30_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const needsPackage = (name) => () =>
  existsSync(here(`node_modules/${name}`)) ? undefined : `${name} is not installed (cd tools/bench && npm ci)`;

const plain = { wire: 'plain', publishPath: '/publish', livePath: '/events', replayPath: '/replay' };
const node = (file, title, missing = () => undefined) => ({
  title,
  missing,
  ...plain,
  command: () => ({ command: NODE, args: [here(`servers/${file}`)] }),
});
const jobServer = (title, store, { missing = () => undefined, ...more } = {}) => ({
  title,
  missing,
  wire: 'jobwire',
  publishPath: '/api/events',
  livePath: '/api/events',
  replayPath: '/api/events?since=0-0',
  command: ({ folder, nodeOptions, redisPort }) => ({
    command: NODE,
    args: [...nodeOptions, join(root, 'apps/job-server/dist/main.js')],
    env: {
      JOBWIRE_DATA_DIR: folder,
      JOBWIRE_STORE: store,
      ...(redisPort === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
      JOBWIRE_SERVER_ID: String(more.serverId ?? 1),
    },
  }),
  ...more,
});
const gateway = (title, upstream, options) => ({
  ...jobServer(title, '', options),
  livePath: '/api/jobs/events',
  replayPath: '/api/jobs/events?since=0-0',
  upstream,
  command: ({ upstreamPort, nodeOptions }) => ({
    command: NODE,
    args: [...nodeOptions, join(root, 'apps/gateway/dist/main.js')],
    env: { JOBWIRE_UPSTREAM: `http://127.0.0.1:${upstreamPort}` },
  }),
});

/** What is measured, by name; the reference of all ratios is `raw-node`. */
export const SERVERS = {
  'job-server': jobServer('Jobwire', 'sqlite'),
  gateway: gateway('Jobwire gateway', 'job-server'),
  'raw-node': node('raw-node.mjs', 'raw Node'),
  'raw-response': node('raw-response.mjs', 'res.write'),
  nchan: {
    ...plain,
    title: 'nchan',
    missing: nchanMissing,
    takesArrays: false,
    command: ({ folder, port }) => ({ command: 'nginx', args: nchanArguments({ folder, port }) }),
  },
  'bun-hono': {
    ...node('bun-hono.mjs', 'Bun + Hono', () => needsPackage('hono')() ?? needsPackage('@oven')()),
    command: () => ({ command: here('node_modules/.bin/bun'), args: [here('servers/bun-hono.mjs')] }),
  },
  'better-sse': node('better-sse.mjs', 'better-sse', needsPackage('better-sse')),
  'nest-sse': node('nest-sse.mjs', 'Nest @Sse()'),
  'job-server-memory': jobServer('Jobwire, memory', 'memory'),
  'redis-gateway': gateway('Jobwire gateway, Redis', 'job-server-2', { missing: redisMissing }),
};

/** What others need: each is started after the one that it is `beside`, and events are published at the first that takes any. */
const BESIDE = {
  redis: { command: ({ folder, port }) => ({ command: 'redis-server', args: redisArguments({ folder, port }) }) },
  'job-server-1': jobServer('Jobwire, Redis', 'redis', { serverId: 1, beside: 'redis' }),
  'job-server-2': jobServer('Jobwire, Redis', 'redis', { serverId: 2, beside: 'job-server-1' }),
};

/** Starts a server as its own process; resolves when it takes connections. */
export async function startServer(name, { profileFolder } = {}) {
  const kind = SERVERS[name] ?? BESIDE[name];
  const folder = tempFolder();
  const upstream = kind.upstream ? await startServer(kind.upstream, { profileFolder }) : undefined;
  const beside = kind.beside ? await startServer(kind.beside, { profileFolder }) : undefined;
  const redisPort = beside?.redisPort;
  const port = await freePort();
  const { wire, publishPath, takesArrays } = kind;
  const nodeOptions = profileFolder && wire === 'jobwire' ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
  const { command, args, env } = kind.command({ folder, port, redisPort, upstreamPort: upstream?.port, nodeOptions });
  const child = startChild({ command, args, env: { ...env, HOST: '127.0.0.1', PORT: String(port) } });
  const ownPublisher = () => publishPath && new Publisher({ port, path: publishPath, wire, takesArrays });
  const publisher = upstream?.publisher ?? beside?.publisher ?? ownPublisher();
  const server = {
    name,
    ...kind,
    port,
    publisher,
    upstream,
    redisPort: redisPort ?? port,
    cpuMs: () => cpuMs(child.pid),
    pssKb: () => pssKb(child.pid),
    /** Why it is no longer there. */
    lines: child.lines,
    async stop() {
      publisher?.close();
      await child.stop();
      await upstream?.stop();
      await beside?.stop();
    },
  };
  try {
    await takesConnections(child, port);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function takesConnections(child, port) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && !child.isOver) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      // ECONNREFUSED: it does not listen yet.
      if (error.code !== 'ECONNREFUSED') throw error;
      await after(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`It does not start: ${child.lines.join('\n')}`);
}
