/**
 * What `npm run screenshot` runs: takes the README's picture of the dashboard from the real programs, with a job at work
 * and a little history. Needs the built programs (`npm run build`) and a Chromium.
 */
import { chromium } from '@playwright/test';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../apps/e2e/src/find-chromium.ts';
import { root, startProgram } from './program.mjs';

const PICTURE = join(root, 'apps/dashboard/overview.png');

const home = mkdtempSync(join(tmpdir(), 'jobwire-screenshot-'));
const files = join(home, 'files');
mkdirSync(files);
const programs = [];

try {
  const jobServer = await start('job-server', {
    JOBWIRE_DATA_DIR: join(home, 'data'),
    JOBWIRE_SCAN_ROOTS: files,
    JOBWIRE_SERVER_NAME: 'app-01',
  });
  const gateway = await start('gateway', { JOBWIRE_UPSTREAM: jobServer });
  await makeHistory(jobServer);
  await takePicture(gateway);
} finally {
  await Promise.all(programs.map((program) => program.stop()));
  rmSync(home, { recursive: true, force: true });
}

/** Resolves with the program's URL when it is ready. */
async function start(name, env) {
  const port = await freePort();
  let ready;
  const isReady = new Promise((resolve) => (ready = resolve));
  const program = startProgram({
    name,
    args: [join(root, `apps/${name}/dist/main.js`)],
    env: { ...env, PORT: String(port) },
    onLine: (line) => line.includes(`:${port}`) && ready(),
  });
  programs.push(program);
  await Promise.race([isReady, program.ended.then(({ how }) => Promise.reject(new Error(`${name} ended: ${how}`)))]);
  return `http://127.0.0.1:${port}`;
}

/** Runs the real jobs, and publishes what jobs elsewhere would. */
async function makeHistory(url) {
  for (let number = 0; number < 300; number++)
    writeFileSync(join(files, `report-${number}.txt`), `${number}\n`.repeat(500));
  const login = (number) =>
    `2026-11-23T14:${String(number % 10).padStart(2, '0')}:01Z web sshd[1]: Failed password for root from 203.0.113.7 port 22 ssh2`;
  writeFileSync(
    join(files, 'auth.log'),
    Array.from({ length: 412 }, (_, number) => login(number))
      .sort()
      .join('\n'),
  );
  await post(`${url}/api/jobs/disk-usage-scan/trigger`, { serverId: 1, input: { path: files } });
  await post(`${url}/api/jobs/auth-log-scan/trigger`, { serverId: 1, input: { file: join(files, 'auth.log') } });

  const nightly = { jobName: 'db-backup', serverId: 4, jobId: 'backup-1' };
  const exported = { jobName: 'invoice-export', serverId: 7, jobId: 'export-1' };
  const restored = { jobName: 'db-backup', serverId: 7, jobId: 'backup-2' };
  await post(`${url}/api/events`, [
    { type: 'started', ...nightly },
    { type: 'failed', ...nightly, error: 'ENOSPC: no space left on device' },
    { type: 'started', ...exported },
    { type: 'completed', ...exported },
    { type: 'started', ...restored },
    { type: 'progress', ...restored, progress: { current: 58, total: 113 } },
  ]);

  // One hole of 12 GB: takes some seconds to read, and no room.
  writeFileSync(join(files, 'image.raw'), '');
  truncateSync(join(files, 'image.raw'), 12e9);
  await post(`${url}/api/jobs/file-integrity-check/trigger`, { serverId: 1, input: { path: files } });
}

async function takePicture(url) {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 640 } });
    await page.goto(url);
    await page.getByRole('button', { name: 'Connection: Live' }).waitFor();
    await page
      .getByRole('gridcell')
      .filter({ hasText: 'of 12B' })
      .getByText(/Running [4-7]\d/)
      .waitFor();
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
