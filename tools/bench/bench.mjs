/** What `npm run bench` runs; README.md beside this says how to read what it prints. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NODE, root } from '../program.mjs';
import { stopAllChildren } from './child.mjs';
import { findDriver } from './driver.mjs';
import { remarks, table, verdicts } from './report.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { SERVERS, startServer } from './servers.mjs';
import { judge } from './targets.mjs';

/** What a quick run is content with. */
const QUICK_SERVERS = ['job-server', 'gateway', 'raw-node'];

const USAGE = `npm run bench -- [options]
  --only a,b      only these scenarios: ${Object.keys(SCENARIOS).join(', ')}
  --servers a,b   only these servers: ${Object.keys(SERVERS).join(', ')}
  --quick         small numbers, few servers: shows that everything runs, its figures mean nothing
  --rounds N      run everything N times and take the median (1)
  --json FILE     keep all figures
  --cpu-prof DIR  CPU profiles of the Jobwire programs, for Chromium's developer tools
  --driver node   use the driver in Node although there is a C compiler
  --no-build      measure what was built before`;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void stopAllChildren().finally(() => process.exit(130)));
}

const options = readOptions();
if (options.build) build();
await installPeers();
const driver = findDriver({ kind: options.driver });
console.log(`Driver: ${driver.kind === 'c' ? 'C' : 'Node'}. ${cpus().length} cores, ${cpus()[0]?.model}.\n`);

const rounds = [];
for (let round = 1; round <= options.rounds; round++) rounds.push(await runRound(round));
const results = medians(rounds);
const targets = judge(results);

console.log(
  `\n${table(
    results,
    options.servers.filter((name) => isMeasured(results, name)),
  )}\n`,
);
// Sizes this small measure nothing, so they are not judged.
if (options.quick) console.log('QUICK: much smaller sizes than the table says. No figure of this run means anything.');
else for (const line of verdicts(targets)) console.log(line);
for (const line of new Set(remarks(results))) console.log(line);
if (options.json) {
  const machine = { cores: cpus().length, model: cpus()[0]?.model, driver: driver.kind, quick: options.quick };
  writeFileSync(options.json, `${JSON.stringify({ machine, results, targets, rounds }, null, 2)}\n`);
}
await stopAllChildren();
process.exit(remarks(results).some((line) => line.startsWith('FAILED')) ? 1 : 0);

async function runRound(round) {
  const ofRound = {};
  for (const name of options.only) {
    const scenario = SCENARIOS[name];
    ofRound[name] = {};
    for (const server of options.servers.filter((each) => scenario.servers.includes(each))) {
      const skipped = SERVERS[server].missing();
      const startedAt = Date.now();
      const result = skipped ? { skipped } : await attempt(scenario, server);
      ofRound[name][server] = result;
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${round}  ${name}  ${server}  ${seconds} s  ${summary(scenario, result)}`);
    }
  }
  return ofRound;
}

async function attempt({ measureServer, measureName, sizes, quick }, name) {
  const chosen = options.quick ? quick : sizes;
  let server;
  try {
    if (measureName) return await measureName(name, chosen);
    server = await startServer(name, { profileFolder: options.profileFolder });
    return await measureServer(server, { ...chosen, driver });
  } catch (error) {
    // A server that loses events, or breaks down, must not keep the others from being measured.
    return { failed: [error.message, ...(server?.lines.slice(-3) ?? [])].join(' | ') };
  } finally {
    await server?.stop();
  }
}

function summary({ metrics }, { failed, skipped, ...result }) {
  if (failed) return `FAILED: ${failed}`;
  if (skipped) return `SKIPPED: ${skipped}`;
  return metrics
    .filter(({ key }) => result[key] !== undefined)
    .map(({ key, label }) => `${label} ${result[key].toFixed(2)}`)
    .join(', ');
}

/** The median of each figure; a failure in one round is a failure. */
function medians(all) {
  if (all.length === 1) return all[0];
  const merged = {};
  for (const [scenario, servers] of Object.entries(all[0])) {
    merged[scenario] = {};
    for (const server of Object.keys(servers)) {
      const each = all.map((round) => round[scenario][server]);
      merged[scenario][server] = each.find(({ failed, skipped }) => failed ?? skipped) ?? median(each);
    }
  }
  return merged;
}

function median(each) {
  return Object.fromEntries(
    Object.keys(each[0]).map((key) => {
      const sorted = each.map((result) => result[key]).sort((a, b) => a - b);
      return [key, sorted[Math.floor(sorted.length / 2)]];
    }),
  );
}

function isMeasured(all, name) {
  return Object.values(all).some((servers) => servers[name] !== undefined);
}

function build() {
  const { status } = spawnSync(
    NODE,
    [
      join(root, 'node_modules/nx/dist/bin/nx.js'),
      ...['run-many', '-t', 'build', '-p', '@jobwire/job-server', '@jobwire/gateway', '--outputStyle=static'],
    ],
    { cwd: root, env: { ...process.env, NX_DAEMON: 'false' }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status === 0) return;
  console.error('The build failed: npm run build says why.');
  process.exit(1);
}

/** The references' packages; without them their columns are skipped, and say so. */
async function installPeers() {
  const folder = import.meta.dirname;
  if (existsSync(join(folder, 'node_modules'))) return;
  console.log('Installing what Jobwire is measured against ...');
  spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        servers: { type: 'string' },
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '1' },
        json: { type: 'string' },
        'cpu-prof': { type: 'string' },
        driver: { type: 'string', default: 'c' },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is ${values.rounds}: give a number from 1`);
    if (!['c', 'node'].includes(values.driver)) throw new Error(`--driver is ${values.driver}: give c or node`);
    return {
      only: choice('--only', values.only, Object.keys(SCENARIOS)),
      servers: choice(
        '--servers',
        values.servers ?? (values.quick ? QUICK_SERVERS.join(',') : undefined),
        Object.keys(SERVERS),
      ),
      ...{ quick: values.quick, rounds, driver: values.driver, build: values.build },
      json: values.json,
      profileFolder: values['cpu-prof'] && resolve(values['cpu-prof']),
    };
  } catch (error) {
    // A wrong option; the message names it.
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(1);
  }
}

function choice(option, text, known) {
  if (text === undefined) return known;
  const chosen = text.split(',');
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${option}: there is no ${unknown}; there are ${known.join(', ')}`);
  return chosen;
}
