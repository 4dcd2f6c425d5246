/**
 * What `npm test` runs: every check there is, one after the other, going on after a failure. The last line says how many
 * passed and failed: each test counts, and each check without tests of its own (lint, build, ...) counts as one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { installChromium } from './chromium.mjs';
import { installDebianPackage } from './debian-package.mjs';
import { failedInJest, failedInNode, failedInPlaywright } from './failed-tests.mjs';
import { root } from './program.mjs';

/** They run the built programs, so they come after the build. */
const CONFORMANCE = 'tools/conformance.test.mjs';
const CHAOS = 'tools/chaos.test.mjs';
/** More than any step needs on two slow cores; what hangs is a failure, not an evening. */
const STEP_MS = 30 * 60_000;
/** So many failed tests are named once more at the end. */
const MAX_NAMED = 20;
const toolTests = globSync('tools/*.test.mjs', { cwd: root });
const results = [];
// Hundreds of programs are started, most of them again and again.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules/.cache/compile');

await step('Format', () =>
  check('prettier', '--check', '.', '--cache', '--cache-location=node_modules/.cache/prettier/.cache'),
);
await step('Lint', () => check('eslint', '.', '--max-warnings=0'));
await step('Unused code', () => check('knip'));
await step('Types', () => check('nx', 'run-many', '-t', 'typecheck', '--parallel=2', '--outputStyle=static'));
await step('Tests of the tools', () => nodeTests(toolTests.filter((file) => ![CONFORMANCE, CHAOS].includes(file))));
await step('Unit tests', unitTests);
const built = await step('Build', () => check('nx', 'run-many', '-t', 'build', '--parallel=2', '--outputStyle=static'));
const notBuilt = { passed: 0, failed: 1, note: 'not run: the build failed' };
await step('Conformance', () => (built ? nodeTests([CONFORMANCE]) : notBuilt));
await step('Chaos', () => (built ? nodeTests([CHAOS]) : notBuilt));
await step('End-to-end tests', () => (built ? endToEndTests() : notBuilt));
report();

async function step(title, work) {
  console.log(`\n=== ${title} ===\n`);
  const startedAt = Date.now();
  const result = await work();
  results.push({ title, seconds: (Date.now() - startedAt) / 1_000, ...result });
  return result.failed === 0;
}

function check(command, ...args) {
  const succeeded = execute(command, ...args);
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 };
}

function execute(command, ...args) {
  const { status, signal, error } = spawnSync(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: 'inherit',
    timeout: STEP_MS,
  });
  if (status !== 0) console.error(`\n${command} ended with ${error?.message ?? signal ?? `exit code ${status}`}.`);
  return status === 0;
}

async function nodeTests(files) {
  const events = run({ files: files.map((file) => join(root, file)), signal: AbortSignal.timeout(STEP_MS) });
  const failures = [];
  // Node 20 does not count what it had to stop.
  let counts = { tests: 1, passed: 0, skipped: 0 };
  events.on('test:summary', (summary) => (counts = summary.counts));
  events.on('test:fail', (failed) => failures.push(failedInNode(failed)));
  for await (const text of events.compose(spec)) process.stdout.write(text);
  const { tests, passed, skipped } = counts;
  return { passed, failed: tests - passed - skipped, skipped, failures };
}

/** Nx answers from its cache where nothing changed, the files with the totals included. */
function unitTests() {
  // Without it the tests that need a Redis say that they are skipped; with CI=true they fail.
  installDebianPackage('redis-server', { program: '/usr/bin/redis-server', purpose: 'tests with Redis' });
  const projects = globSync('{apps,libs}/*/jest.config.mjs', { cwd: root }).map((file) => join(root, file, '..'));
  const resultFiles = projects.map((project) => join(project, 'dist-test/results.json'));
  for (const file of resultFiles) {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
  }
  const succeeded = execute(
    'nx',
    ...[
      'run-many',
      '-t',
      'test',
      '--parallel=2',
      '--outputStyle=static',
      '--',
      '--json',
      '--outputFile=dist-test/results.json',
    ],
  );
  const totals = resultFiles.map((file) => {
    if (!existsSync(file)) return { passed: 0, failed: 1, failures: [{ name: file, why: ['wrote no results'] }] };
    const results = readJson(file);
    return {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      failures: failedInJest(results),
    };
  });
  return withFailure(succeeded, { ...sum(totals), failures: totals.flatMap(({ failures }) => failures) });
}

function endToEndTests() {
  const missing = installChromium();
  if (missing && !process.env['CI']) return { passed: 0, failed: 0, skipped: 1, note: `SKIPPED: ${missing}` };
  if (missing) return { passed: 0, failed: 1, note: missing };
  const file = join(root, 'apps/e2e/test-results/results.json');
  rmSync(file, { force: true });
  const succeeded = execute('nx', 'run-many', '-t', 'e2e', '--outputStyle=static');
  if (!existsSync(file)) return { passed: 0, failed: 1, note: 'wrote no results' };
  const results = readJson(file);
  const { expected, unexpected, flaky, skipped } = results.stats;
  return withFailure(succeeded, {
    passed: expected + flaky,
    failed: unexpected + results.errors.length,
    skipped,
    failures: failedInPlaywright(results),
  });
}

/** A run that fails without a failed test (a coverage threshold, a leaked handle) is a failure still. */
function withFailure(succeeded, totals) {
  return succeeded || totals.failed > 0
    ? totals
    : { ...totals, failed: 1, note: 'failed, although each of its tests passed' };
}

function report() {
  const { passed, failed, skipped } = sum(results);
  console.log('\n=== Summary ===\n');
  for (const { title, seconds, note, ...counts } of results) {
    const skips = counts.skipped ? `, ${counts.skipped} SKIPPED` : '';
    const state = counts.failed ? 'FAILED' : 'ok';
    console.log(
      `${state.padEnd(7)}${title.padEnd(20)}${counts.passed} passed, ${counts.failed} failed${skips}, ${seconds.toFixed(1)} s${note ? `: ${note}` : ''}`,
    );
  }
  const failures = results.flatMap(({ failures: inStep = [] }) => inStep);
  if (failures.length > 0) console.log('\nFailed:');
  for (const { name, why } of failures.slice(0, MAX_NAMED)) console.log([`- ${name}`, ...why].join('\n    '));
  if (failures.length > MAX_NAMED) console.log(`- and ${failures.length - MAX_NAMED} more`);
  if (skipped) console.log(`\n${skipped} SKIPPED: this is not a full run.`);
  process.exitCode = failed || (skipped && process.env['CI']) ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
}

function sum(totals) {
  const add = (key) => totals.reduce((total, counts) => total + (counts[key] ?? 0), 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
