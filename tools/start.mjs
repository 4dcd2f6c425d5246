/**
 * What `npm start` runs: builds what changed, then runs the job server and the gateway with its dashboard until Ctrl-C.
 * Settings: PORT (gateway, 3000) and JOBWIRE_JOB_SERVER_PORT (3005); all others go to both programs as they are.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { root, startProgram } from './program.mjs';

const HOST = process.env['HOST'] ?? '127.0.0.1';
const ports = { 'job-server': readPort('JOBWIRE_JOB_SERVER_PORT', 3005), gateway: readPort('PORT', 3000) };

const running = new Set();
let stopping;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
// Whoever read our output is gone (`npm start | head`): nothing may stay behind.
process.stdout.on('error', () => void stop(1));

await refuseTakenPorts();
await build();
await runPrograms();

async function refuseTakenPorts() {
  for (const [name, setting, host] of [
    ['job-server', 'JOBWIRE_JOB_SERVER_PORT', '127.0.0.1'],
    ['gateway', 'PORT', HOST],
  ]) {
    const port = ports[name];
    const server = createServer().listen(port, host);
    try {
      await once(server, 'listening');
      server.close();
    } catch (error) {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${error.code})`;
      console.error(
        `Port ${port} of the ${name} ${why}. End that program, or choose another: ${setting}=${port + 1} npm start`,
      );
      process.exit(1);
    }
  }
}

async function build() {
  console.log('Building what changed ...');
  const startedAt = Date.now();
  const lines = [];
  const nx = startProgram({
    name: 'build',
    args: [`${root}/node_modules/nx/dist/bin/nx.js`, 'run-many', '-t', 'build', '--outputStyle=static'],
    env: { NX_DAEMON: 'false' },
    onLine: (line) => lines.push(line),
  });
  running.add(nx);
  const { code, how } = await nx.ended;
  await nx.closed;
  running.delete(nx);
  if (stopping) return stopping;
  if (code !== 0) {
    console.error(`${lines.join('\n')}\nThe build ended with ${how}: see above.`);
    process.exit(1);
  }
  console.log(`Built in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s.`);
}

async function runPrograms() {
  if (stopping) return;
  const urls = await Promise.all([
    run('job-server', { HOST: '127.0.0.1', PORT: String(ports['job-server']) }),
    run('gateway', { HOST, PORT: String(ports.gateway), JOBWIRE_UPSTREAM: `http://127.0.0.1:${ports['job-server']}` }),
  ]);
  console.log(`\nJobwire is ready. Dashboard: ${urls[1]}   (Ctrl-C ends it)\n`);
}

/** Runs a program for as long as we run; resolves with its URL once it has printed the line that says it is ready. */
function run(name, env) {
  return new Promise((ready) => {
    const prefix = process.stdout.isTTY ? `\u001b[2m[${name}]\u001b[22m` : `[${name}]`;
    const program = startProgram({
      name,
      args: ['--enable-source-maps', `apps/${name}/dist/main.js`],
      env,
      onLine: (line) => {
        console.log(`${prefix} ${line}`);
        const url = /https?:\/\/\S+:\d+/.exec(line)?.[0];
        if (url?.endsWith(`:${ports[name]}`)) ready(url);
      },
    });
    running.add(program);
    void program.ended.then(({ how }) => {
      if (stopping) return;
      console.error(`The ${name} ended by itself (${how}), so everything stops.`);
      void stop(1);
    });
  });
}

function stop(exitCode) {
  stopping ??= Promise.all([...running].map((program) => program.stop())).then(() => process.exit(exitCode));
  return stopping;
}

function readPort(setting, otherwise) {
  const text = process.env[setting];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  console.error(`${setting} is ${JSON.stringify(text)}. Set it to a port from 1 to 65535.`);
  process.exit(1);
}
