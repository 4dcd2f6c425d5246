/** What `npm run bench:dashboard` runs; README.md of the folder above says how to read what it prints. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NODE, root } from '../../program.mjs';
import { stopAllChildren } from '../child.mjs';
import { openBrowser } from './browser.mjs';
import { FIGURES } from './figures.mjs';
import { table } from './rows.mjs';
import { openWorld } from './world.mjs';

const USAGE = `npm run bench:dashboard -- [options]
  --only a,b      only these figures: ${Object.keys(FIGURES).join(', ')}
  --minutes N     how long the heap is watched, on each of its pages (10)
  --json FILE     keep all figures
  --cpu-prof DIR  CPU profiles of the pages, for Chromium's developer tools; they make the figures worse
  --no-build      measure what was built before`;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void stopAllChildren().finally(() => process.exit(130)));
}

const options = readOptions();
if (options.build) build();
const sections = [];
const failures = [];
let version = '';
for (const name of options.only) await measure(name);

console.log(
  `\nChromium ${version}, ${cpus().length} cores, ${cpus()[0]?.model}. Servers, publisher and browser share them.\n`,
);
console.log(table(sections));
for (const line of failures) console.log(line);
if (options.json) {
  const machine = { cores: cpus().length, model: cpus()[0]?.model, chromium: version };
  writeFileSync(options.json, `${JSON.stringify({ machine, sections, failures }, null, 2)}\n`);
}
await stopAllChildren();
process.exit(failures.length > 0 ? 1 : 0);

async function measure(name) {
  const startedAt = Date.now();
  let world;
  let browser;
  try {
    world = await openWorld();
    browser = await openBrowser();
    version = browser.version;
    const { minutes, profileFolder } = options;
    const measured = await FIGURES[name](name, { world, browser, minutes, profileFolder });
    sections.push(...measured);
    console.log(`${name}  ${((Date.now() - startedAt) / 1_000).toFixed(0)} s`);
  } catch (error) {
    // What cannot be measured must not keep the rest from it.
    failures.push(`FAILED  ${name}: ${error.message}`);
    console.log(failures.at(-1));
  } finally {
    await browser?.close();
    await world?.stop();
  }
}

function build() {
  const projects = ['@jobwire/job-server', '@jobwire/gateway', '@jobwire/dashboard'].join();
  const { status } = spawnSync(
    NODE,
    [join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build', '-p', projects, '--outputStyle=static'],
    { cwd: root, env: { ...process.env, NX_DAEMON: 'false' }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status === 0) return;
  console.error('The build failed: npm run build says why.');
  process.exit(1);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        minutes: { type: 'string', default: '10' },
        json: { type: 'string' },
        'cpu-prof': { type: 'string' },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const only = values.only?.split(',') ?? Object.keys(FIGURES);
    const unknown = only.find((name) => !Object.hasOwn(FIGURES, name));
    if (unknown !== undefined) throw new Error(`--only: there is no ${unknown}`);
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}: give a number above 0`);
    const profileFolder = values['cpu-prof'] && resolve(values['cpu-prof']);
    if (profileFolder) mkdirSync(profileFolder, { recursive: true });
    return { only, minutes, json: values.json, profileFolder, build: values.build };
  } catch (error) {
    // A wrong option; the message names it.
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(1);
  }
}
