import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { installDebianPackage } from './debian-package.mjs';
import { root } from './program.mjs';

const CADDY = '/usr/bin/caddy';
const NGINX = '/usr/sbin/nginx';
const SYSTEMD_ANALYZE = '/usr/bin/systemd-analyze';

const folder = mkdtempSync(join(tmpdir(), 'jobwire-deploy-'));
after(() => rmSync(folder, { recursive: true }));

const read = (path) => readFileSync(join(root, path), 'utf8');
const files = globSync('tools/deploy/**/*.{yaml,service,conf}', { cwd: root }).concat(
  'tools/deploy/Dockerfile',
  'tools/deploy/Caddyfile',
);
const units = files.filter((file) => file.endsWith('.service'));

for (const file of files) {
  test(`${file} sets nothing that the programs do not know`, () => {
    const known = ['apps/gateway/src', 'apps/job-server/src', 'libs/nest/src/ops'].flatMap((place) =>
      read(`${place}/settings.ts`).match(/\b[A-Z][A-Z_]+(?=:)/g),
    );
    const used = read(file).match(/\b(JOBWIRE_[A-Z_]+|REDIS_URL)\b/g) ?? [];
    assert.deepEqual(
      used.filter((name) => !known.includes(name)),
      [],
    );
  });
}

test('they start programs that are there', () => {
  const started = files.flatMap((file) => [...read(file).matchAll(/apps\/([\w-]+)\/dist\/main\.js/g)]);
  assert.ok(started.length > 0);
  for (const [path, app] of started) assert.ok(existsSync(join(root, `apps/${app}/src/main.ts`)), path);
});

test('nothing is killed before its grace period is over', () => {
  const [, grace] = /graceSetting = .*default\((\d+)\)/.exec(read('libs/nest/src/ops/settings.ts'));
  const times = files.flatMap((file) => [...read(file).matchAll(/(?:TimeoutStopSec=|stop_grace_period: )(\d+)/g)]);
  assert.equal(times.length, 1 + units.length);
  for (const [text, seconds] of times) assert.ok(Number(seconds) >= Number(grace) + 10, text);
});

test('jobs that name no folder find one that they may read', () => {
  const compose = read('tools/deploy/compose.yaml');
  const [, started] = /working_dir: (\S+)/.exec(compose);
  const mounted = [...compose.matchAll(/'\.\/scan:([^:']+):ro'/g)].map(([, folder]) => folder);
  assert.deepEqual(mounted, [started, started]);
  assert.doesNotMatch(compose, /JOBWIRE_SCAN_ROOTS/);
});

test('the image asks its program whether it is ready', async (t) => {
  const [, check] = /HEALTHCHECK [^[]*CMD (\[.*\])$/m.exec(read('tools/deploy/Dockerfile'));
  const [command, ...args] = JSON.parse(check);
  let status = 200;
  const program = createServer(({ url }, response) => response.writeHead(url === '/health/ready' ? status : 404).end());
  const port = await listening(program, t);
  const ask = () => ended(execFile(command, args, { env: { ...process.env, PORT: port } }));

  assert.equal(await ask(), 0);
  status = 503;
  assert.equal(await ask(), 1);
  program.close();
  assert.equal(await ask(), 1);
});

test('systemd takes a gateway for started once it listens', async (t) => {
  const [, script] = /^ExecStartPost=\/bin\/bash -c '(.*)'$/m.exec(
    read('tools/deploy/systemd/jobwire-gateway@.service'),
  );
  const program = createServer();
  const port = await listening(program, t);
  const wait = (pid) => execFile('/bin/bash', ['-c', script.replaceAll('%i', port)], { env: { MAINPID: String(pid) } });

  assert.equal(await ended(wait(process.pid)), 0);
  await once(program.close(), 'close');
  const waiting = wait(process.pid);
  program.listen(port, '127.0.0.1');
  assert.equal(await ended(waiting), 0);
  await once(program.close(), 'close');
  const gone = spawnSync('/bin/true').pid;
  assert.equal(await ended(wait(gone)), 1);
});

test('Caddy takes its example', needs('caddy', CADDY), () => {
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    EDGE_USER: 'ops',
    // What `caddy hash-password` said to "secret".
    EDGE_PASSWORD_HASH: '$2a$14$LdXQqjQugOW6QwOav/STHeeAwp8s7.5jf7n4ELSebD7UYjMgCblwO',
  };
  const options = ['--adapter', 'caddyfile', '--config', join(root, 'tools/deploy/Caddyfile')];
  const { status, stderr } = spawnSync(CADDY, ['validate', ...options], { encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
});

test('nginx takes its example', needs('nginx', NGINX), () => {
  const [key, certificate] = ['privkey.pem', 'fullchain.pem'].map((name) => join(folder, name));
  const options = ['-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=jobs.example.org'];
  succeeds('openssl', 'req', '-x509', ...options, '-keyout', key, '-out', certificate);
  const site = join(folder, 'site.conf');
  writeFileSync(site, read('tools/deploy/nginx.conf').replaceAll('/etc/ssl/jobwire', folder));
  const whole = join(folder, 'nginx.conf');
  writeFileSync(whole, `pid ${folder}/nginx.pid; events {} http { access_log off; include ${site}; }`);
  succeeds(NGINX, '-t', '-p', folder, '-c', whole, '-e', 'stderr');
});

test('systemd takes its units', needs('systemd', SYSTEMD_ANALYZE), () => {
  const installed = units.map((unit) => {
    const path = join(folder, basename(unit).replace('@.', '@3000.'));
    // What they start has to be there: any program will do.
    writeFileSync(path, read(unit).replaceAll(/^(Exec\w+)=\S+/gm, '$1=/bin/true'));
    return path;
  });
  const { output } = succeeds(SYSTEMD_ANALYZE, 'verify', '--man=no', ...installed);
  assert.equal(output, '');
});

/** Where a program cannot be had its test is left out, but not in CI. */
function needs(name, program) {
  const isThere = installDebianPackage(name, { program, purpose: 'the deployment examples' });
  return { skip: !isThere && !process.env['CI'] && `SKIPPED: no ${program}` };
}

async function listening(server, t) {
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return String(server.address().port);
}

async function ended(child) {
  const [code] = await once(child, 'exit');
  return code;
}

function succeeds(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  assert.equal(status, 0, error?.message ?? stderr);
  return { output: stdout + stderr };
}
