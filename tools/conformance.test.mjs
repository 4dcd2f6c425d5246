import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Deployment } from './conformance/deployment.mjs';
import { allRules } from './conformance/rules/all-rules.mjs';
import { runRules } from './conformance/run-rules.mjs';
import { installNginx, RunningDeployments } from './conformance/testing/running-deployments.mjs';
import { nonsense, spoiledDeployment } from './conformance/testing/spoiled-deployment.mjs';
import { NODE, root } from './program.mjs';

const programs = new RunningDeployments();
after(() => programs.stop());
let memory, sqlite, gateway;
before(async () => {
  memory = await programs.jobServer('memory');
  sqlite = await programs.jobServer('sqlite');
  gateway = await programs.gateway(sqlite);
});

test('the job server with its store in memory', (t) => testRules(t, memory));
test('the job server with its store in SQLite', (t) => testRules(t, sqlite));
test('the gateway', (t) => testRules(t, gateway));

const missing = installNginx();
const skip = missing !== undefined && !process.env['CI'] && `SKIPPED: ${missing}`;
test('the gateway behind nginx', { skip }, async (t) => {
  assert.equal(missing, undefined);
  await testRules(t, await programs.nginx(gateway), ['X-Accel-Buffering: no']);
});

/** Each rule is a test of its own. `notSeen`: the rules that cannot be looked at there. */
async function testRules(t, url, notSeen = []) {
  const results = await conformance(url, allRules);
  for (const { area, title, state, seen } of results) {
    await t.test(`${area}: ${title}`, () => assert.notEqual(state, 'failed', seen));
  }
  await t.test('every rule is looked at that can be', () => assert.deepEqual(titles(results, 'skipped'), notSeen));
}

const PINGS = allRules.filter(({ area }) => area === 'Pings').map(({ title }) => title);
const DELIVERY = allRules.filter(({ area }) => area === 'Delivery').map(({ title }) => title);
const GAPS = allRules.filter(({ area }) => area === 'Gaps').map(({ title }) => title);
const [FIRST, ORDER, NAMES, DATA] = allRules.filter(({ area }) => area === 'Every stream').map(({ title }) => title);

/** What goes wrong on the way, the areas that are looked at, and the rules that have to notice. */
const faults = [
  ['pings are events named error', { message: rename('ping', 'error') }, ['Pings', 'Every stream'], [...PINGS, NAMES]],
  ['one event is lost', { message: numberThree(() => []) }, ['Delivery', 'Every stream'], DELIVERY],
  [
    'events come twice',
    // A cut may fall between one and its double, which then never comes.
    { message: (text) => (/"data":\{"n":[3-9][,}]/.test(text) ? [text, text] : [text]) },
    ['Delivery', 'Every stream'],
    [...DELIVERY, ORDER],
  ],
  [
    'the ids of pings do not advance',
    { message: (text) => [text.replace(/^event: ping\nid: .*/, 'event: ping\nid: 1-1')] },
    ['Pings', 'Every stream'],
    [PINGS[0], PINGS[2], ORDER],
  ],
  [
    'gaps are passed over in silence',
    { message: (text) => [text.replace(/"gap":"\w+"/, '"gap":null')] },
    ['Gaps', 'Every stream'],
    GAPS.slice(0, 3),
  ],
  ['Last-Event-ID is ignored', { forget: ['last-event-id'] }, ['Gaps'], [...GAPS.slice(0, 3), GAPS[4]]],
  [
    'hello comes twice',
    { message: (text) => (/^\s*event: hello/.test(text) ? [text, text] : [text]) },
    ['Gaps', 'Every stream'],
    [FIRST],
  ],
  [
    'epochMs is not that of the position',
    { message: (text) => [text.replace('"epochMs":', '"epochMs":9')] },
    ['Filters', 'Every stream'],
    [DATA],
  ],
  [
    'the headers against buffers and caches are lost',
    { head: withoutHeaders('cache-control', 'x-accel-buffering') },
    ['Opening'],
    [/Cache-Control/, /X-Accel-Buffering/, /HEAD/],
  ],
  [
    'the stream is said to be compressed',
    { head: withHeader('content-encoding', 'identity') },
    ['Opening'],
    [/compressed/],
  ],
  [
    'a bad request is answered with 200',
    { head: (answer) => ({ ...answer, status: answer.status === 400 ? 200 : answer.status }) },
    ['Starting points', 'Filters', 'Requests'],
    [/twice/, /malformed since/, /bad filter/],
  ],
  ['405 has no Allow', { head: withoutHeaders('allow') }, ['Requests'], [/405/]],
  [
    'problems are plain JSON',
    { head: withHeader('content-type', 'application/json', 'application/problem+json') },
    ['Requests'],
    [/405/, /404/],
  ],
];

for (const [what, fault, areas, broken] of faults) {
  test(`it notices where ${what}`, async () => {
    const deployment = await spoiledDeployment(memory, fault);
    try {
      const results = await conformance(
        deployment.url,
        allRules.filter(({ area }) => areas.includes(area)),
      );
      const failed = titles(results, 'failed');
      const isExpected = (title) => broken.some((one) => (one instanceof RegExp ? one.test(title) : one === title));
      assert.deepEqual(failed, results.map(({ title }) => title).filter(isExpected));
      assert.ok(failed.length >= broken.length);
    } finally {
      await deployment.stop();
    }
  });
}

test('it ends with 1 and says how many rules are broken, where everything is wrong', async () => {
  const deployment = await nonsense('event: error\ndata: {}\n\n');
  try {
    const { code, lines } = await runProgram(deployment.url);
    assert.equal(code, 1);
    assert.match(lines.at(-1), /^\d passed, \d\d failed$/);
    assert.ok(
      lines.some((line) => line.includes(`FAIL  ${NAMES}`) && line.includes('seen: event: error')),
      lines.join('\n'),
    );
  } finally {
    await deployment.stop();
  }
});

test('it ends with 0 where every rule is kept', async () => {
  const { code, lines } = await runProgram(memory);
  assert.equal(lines.at(-1), `${allRules.length} passed, 0 failed`);
  assert.equal(code, 0);
});

test('it ends with 1 and says so where there is no stream', async () => {
  const { code, lines } = await runProgram(`${memory}/health`);
  assert.match(lines.at(-1), /There is no event stream at/);
  assert.equal(code, 1);
});

test('it asks for a URL where none is given', async () => {
  const { code, lines } = await runProgram();
  assert.match(lines.at(-1), /Give the URL of a deployment/);
  assert.equal(code, 2);
});

async function conformance(url, rules) {
  return runRules(await Deployment.find(url, { timeoutMs: 1_000 }), rules);
}

async function runProgram(...args) {
  const child = spawn(NODE, [join(root, 'tools/conformance/conformance.mjs'), ...args]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  return { code, lines: text.trimEnd().split('\n') };
}

function titles(results, wanted) {
  return results.filter(({ state }) => state === wanted).map(({ title }) => title);
}

function rename(from, to) {
  return (text) => [text.replace(`event: ${from}\n`, `event: ${to}\n`)];
}

/** Each rule numbers its own events. */
function numberThree(change) {
  return (text) => (/"data":\{"n":3[,}]/.test(text) ? change(text) : [text]);
}

function withoutHeaders(...names) {
  return ({ status, headers }) => ({
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))),
  });
}

function withHeader(name, value, instead) {
  return ({ status, headers }) => ({
    status,
    headers: instead === undefined || headers[name]?.startsWith(instead) ? { ...headers, [name]: value } : headers,
  });
}
