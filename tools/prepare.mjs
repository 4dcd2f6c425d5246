/**
 * Installs the packages of package-lock.json where what is installed differs from it, and what their Node.js needs. Runs before `npm start` and
 * `npm test`, with whatever Node the machine has (20 or later): so no dependency, and nothing newer than Node 20.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { installDebianPackage } from './debian-package.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OWN_NODE = 'node_modules/node/bin/node';
const DEPENDENCY_KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

const reason = reasonToInstall();
if (reason) {
  console.log(`Installing packages (npm ci, about a minute): ${reason}.`);
  const { status, signal, error } = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutOwnNode() },
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`npm ci ended with ${signal ?? error?.message ?? `exit code ${status}`}: see its message above.`);
    process.exit(1);
  }
  const remaining = reasonToInstall();
  if (remaining) {
    console.error(
      `npm ci has run, and still ${remaining}. If install scripts are switched off (npm config get ignore-scripts), allow them.`,
    );
    process.exit(1);
  }
  console.log('Packages are installed.');
}
if (whyNodeFails()) startNode();

/** What Node 26 needs beside the C library is not on every machine that Node 20 runs on. */
function startNode() {
  const folder = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch];
  installDebianPackage('libatomic1', { program: `/usr/lib/${folder}/libatomic.so.1`, purpose: 'Node.js 26' });
  const why = whyNodeFails();
  if (!why) return;
  console.error(`The Node.js of this project (${OWN_NODE}) does not start: ${why}`);
  if (why.includes('libatomic')) console.error('Install libatomic1 (Debian, Ubuntu) or libatomic (Fedora, Alpine).');
  process.exit(1);
}

function whyNodeFails() {
  const { status, signal, stderr, error } = spawnSync(join(root, OWN_NODE), ['--version'], { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? (stderr.trim() || (signal ?? `exit code ${status}`)));
}

/** Why what is installed is not what package-lock.json says, or undefined. npm keeps a record of what it installed. */
function reasonToInstall() {
  const wanted = readJson('package-lock.json').packages;
  for (const folder of ['', ...workspaces()]) {
    const { [folder]: locked } = wanted;
    if (!locked) return `${folder} is new`;
    const manifest = readJson(join(folder, 'package.json'));
    const changed = DEPENDENCY_KINDS.find((kind) => !isDeepStrictEqual(manifest[kind] ?? {}, locked[kind] ?? {}));
    if (changed) return `${changed} of ${join(folder, 'package.json')} changed`;
  }
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return 'nothing is installed yet';
  const installed = readJson('node_modules/.package-lock.json').packages;
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    if (path === '' || (optional && !installed[path])) continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (installed[path]?.version !== version) return `${name} ${version ?? ''} is not installed`;
    if (installed[path].integrity !== integrity) return `${name} ${version} is not the one of package-lock.json`;
  }
  return existsSync(join(root, OWN_NODE)) ? undefined : 'the Node.js of this project is missing';
}

function workspaces() {
  return ['apps', 'libs']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** npm must not run on the Node that it is about to delete. */
function pathWithoutOwnNode() {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => !entry.startsWith(join(root, 'node_modules')))
    .join(delimiter);
}
