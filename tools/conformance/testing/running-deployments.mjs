import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installDebianPackage } from '../../debian-package.mjs';
import { root, startProgram } from '../../program.mjs';

const NGINX = '/usr/sbin/nginx';

/** The real programs, each on a free port, their data in a folder that goes with them. */
export class RunningDeployments {
  #home = mkdtempSync(join(tmpdir(), 'jobwire-conformance-'));
  #running = [];

  /** @param store `sqlite` or `memory`. */
  jobServer(store) {
    return this.#program('job-server', { JOBWIRE_STORE: store, JOBWIRE_DATA_DIR: join(this.#home, store) });
  }

  gateway(jobServer) {
    return this.#program('gateway', { JOBWIRE_UPSTREAM: jobServer });
  }

  /** An nginx that knows nothing of event streams: what it must not buffer, the stream's own headers say. */
  async nginx(upstream) {
    const port = await freePort();
    const folder = mkdtempSync(join(this.#home, 'nginx-'));
    writeFileSync(join(folder, 'nginx.conf'), nginxSettings(upstream, port));
    const child = spawn(NGINX, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines = [];
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    const ended = once(child, 'close');
    this.#running.push({
      async stop() {
        child.kill('SIGTERM');
        await ended;
      },
    });
    const failed = ended.then(() => Promise.reject(new Error(`nginx ended: ${lines.join('\n')}`)));
    // Once it is stopped nobody waits for it.
    failed.catch(() => {});
    const url = `http://127.0.0.1:${port}`;
    await Promise.race([answers(url), failed]);
    return url;
  }

  async stop() {
    for (const program of this.#running.reverse()) await program.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #program(name, env) {
    const port = await freePort();
    const lines = [];
    let ready;
    const isReady = new Promise((resolve) => (ready = resolve));
    const program = startProgram({
      name,
      args: [join(root, `apps/${name}/dist/main.js`)],
      env: { ...env, HOST: '127.0.0.1', PORT: String(port), JOBWIRE_HEARTBEAT_MS: '500' },
      onLine: (line) => {
        lines.push(line);
        if (line.includes(`is ready: http://127.0.0.1:${port}`)) ready();
      },
    });
    this.#running.push(program);
    const failed = program.ended.then(({ how }) =>
      Promise.reject(new Error(`${name} ended (${how}): ${lines.join('\n')}`)),
    );
    failed.catch(() => {});
    await Promise.race([isReady, failed]);
    return `http://127.0.0.1:${port}`;
  }
}

/** What is missing for {@link RunningDeployments.nginx}, if anything. */
export function installNginx() {
  return installDebianPackage('nginx', { program: NGINX, purpose: 'the conformance tests' })
    ? undefined
    : `no nginx at ${NGINX}: install Debian's package`;
}

function nginxSettings(upstream, port) {
  const user = process.getuid() === 0 ? 'user root;' : '';
  return `
daemon off;
${user}
pid nginx.pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  client_max_body_size 5m;
  gzip on;
  gzip_types application/json application/problem+json;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
    }
  }
}
`;
}

async function answers(url) {
  for (;;) {
    try {
      return await fetch(url);
    } catch {
      // TypeError: nothing listens there yet.
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
