import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { stopAllChildren } from './bench/child.mjs';
import { allChecks } from './chaos/checks/all-checks.mjs';
import { ClientRecord, Sightings } from './chaos/client-record.mjs';
import { Ledger } from './chaos/ledger.mjs';
import { redisServer } from './chaos/redis-program.mjs';
import { render } from './chaos/report.mjs';
import { runChaos } from './chaos/run-chaos.mjs';
import { NODE, root } from './program.mjs';

after(stopAllChildren);

const [STORED, CLIENTS, RUNS, SNAPSHOTS, PROGRAMS, COPIES] = Object.keys(allChecks);

/** Where there is no Redis, what needs it is skipped, and fails with CI=true. */
const skip = redisServer || process.env.CI ? false : 'redis-server is not on the PATH';

test('ten seconds of harm', (t) => holds(t, { seed: 7, seconds: 10, clients: 24 }, ['kill', 'cut']));

test('ten seconds of harm to two job servers, two gateways and their Redis', { skip }, (t) =>
  holds(t, { seed: 1, seconds: 10, clients: 40, redis: true }, ['kill redis', 'kill gateway', 'cut']),
);

/** What is made of one message of the stream, where, and what has to be noticed. */
const spoilt = [
  ['an event is lost between the programs', 'inner', () => [], /misses 1 events/],
  ['an event comes twice', 'plainEdge', (text) => [text, text], /twice in a row/],
  [
    'an event is changed',
    'plainEdge',
    (text) => [text.replace('"chaos-', '"chaos.')],
    /another event at|otherwise than it is stored/,
  ],
];

for (const [what, where, change, noticed] of spoilt) {
  test(`it notices where ${what} on the way`, async () => {
    const spoil = { [where]: oneEvent(change) };
    const { faults } = await runChaos({ seed: 1, seconds: 1, clients: 8, calm: true, spoil });
    assert.match(faults[CLIENTS].join('\n'), noticed);
    assert.deepEqual([...faults[STORED], ...faults[RUNS], ...faults[PROGRAMS]], []);
  });
}

/** What a run may find, each made out of what is sound, and the check that has to notice. */
const found = [
  ['nothing', () => undefined, undefined],
  ['progress that was superseded', ({ records }) => records[0].segments[0].positions.splice(1, 1), undefined],
  [
    'an acknowledged event that is not stored',
    ({ ledger }) => Object.assign(ledger.published([9]), { position: '9-0', isAcknowledged: true }),
    STORED,
  ],
  [
    'an event that was to be stored later and is not',
    ({ ledger }) => (ledger.published([9]).isAcknowledged = true),
    STORED,
  ],
  ['a batch that is stored in part', ({ ledger }) => ledger.published([2, 9]), STORED],
  ['a batch that is stored twice', (one) => one.log.push({ ...one.log[1], position: '8-0' }), STORED],
  ['an answer with another position', ({ ledger }) => (ledger.batches[0].position = '7-0'), STORED],
  ['a client that was told nothing', ({ records }) => (records[0].segments = []), CLIENTS],
  ['a client that misses an event', ({ records }) => records[0].segments[0].positions.shift(), CLIENTS],
  ['a client that misses the last event', ({ records }) => records[0].segments[0].positions.pop(), CLIENTS],
  [
    'a client that saw two events the wrong way round',
    ({ records }) => records[0].segments[0].positions.reverse(),
    CLIENTS,
  ],
  ['a client that saw an event that there is not', ({ records }) => records[0].event(event('7-0', 'started')), CLIENTS],
  ['a client that saw what its filter keeps back', ({ records }) => (records[0].filter = { serverId: [8] }), CLIENTS],
  [
    'a gap although nothing was missing',
    ({ records }) => records[0].begin({ start: '5-0', gap: 'evicted', head: '5-0' }),
    CLIENTS,
  ],
  [
    'progress of a run that was taken for dead',
    (one) => Object.assign(one, soundEvidence(event('5-0', 'failed', INTERRUPTED), event('6-0', 'progress', SERVER_1))),
    undefined,
  ],
  [
    'a run that was taken for dead and ended',
    (one) =>
      Object.assign(one, soundEvidence(event('5-0', 'failed', INTERRUPTED), event('6-0', 'completed', SERVER_1))),
    RUNS,
  ],
  ['a run with two ends', (one) => one.log.push(event('6-0', 'failed', { serverId: 1 })), RUNS],
  ['a run that failed by itself', ({ log }) => Object.assign(log.at(-1), { type: 'failed', error: 'No' }), RUNS],
  ['a run without an end', (one) => one.log.pop(), RUNS],
  ['a key with two runs', ({ ledger }) => ledger.triggers.get('key').jobIds.add('other'), RUNS],
  ['a run that nobody triggered', ({ ledger }) => ledger.triggers.get('key').jobIds.clear(), RUNS],
  ['a snapshot that is another one', ({ fresh }) => (fresh.get(7).jobs[0].state = 'running'), SNAPSHOTS],
  ['a job server that lacks an event', ({ copies }) => copies[0].log.shift(), COPIES],
  ['a job server that has an event twice', ({ copies }) => copies[0].log.push(copies[0].log[4]), COPIES],
  ['a job server with an event of its own', ({ copies }) => (copies[0].log[0] = event('1-0', 'queued')), COPIES],
  ['a job server that says otherwise of a job', ({ copies }) => (copies[0].fresh.get(7).jobs[0].state = 'x'), COPIES],
  ['an event that Redis has and no job server', ({ positions }) => positions.push('6-0'), COPIES],
  ['a program that fell over', ({ programs }) => programs[0].faults.push('ended by itself'), PROGRAMS],
  ['a program that takes too much memory', ({ programs }) => (programs[0].peakKb = 1024 * 1024), PROGRAMS],
];

for (const [what, change, title] of found) {
  test(`it ${title ? 'notices' : 'finds nothing wrong with'} ${what}`, () => {
    const evidence = soundEvidence();
    change(evidence);
    const noticed = Object.keys(allChecks).filter((check) => allChecks[check](evidence).length > 0);
    if (title) assert.ok(noticed.includes(title), `noticed: ${noticed.join(', ')}`);
    else assert.deepEqual(noticed, []);
  });
}

test('it says how it is used', async () => {
  const { code, text } = await runProgram('--help');
  assert.match(text, /--seed/);
  assert.equal(code, 0);
});

test('it refuses what it does not know', async () => {
  assert.equal((await runProgram('--sead', '7')).code, 2);
  assert.equal((await runProgram('--seconds', 'ten')).code, 2);
});

/** What must hold does, and so much harm was done. */
async function holds(t, options, harms) {
  const result = await runChaos(options);
  for (const [title, found] of Object.entries(result.faults)) {
    await t.test(title, () => assert.deepEqual(found, [], render(result, options).text));
  }
  await t.test('the programs were killed, and connections cut', () => {
    const done = Object.keys(result.harm.counts).join();
    for (const harm of harms) assert.match(done, new RegExp(harm));
  });
}

/** One of those that are published last, when all clients are live, and all its copies. */
function oneEvent(change) {
  return (text) =>
    text.includes('"type":"completed"') && text.includes('"jobId":"last-7-chaos-scan"') ? change(text) : [text];
}

/** Three published events, and a run that was triggered, with its end. */
function soundEvidence(...end) {
  const log = [
    event('1-0', 'started', { data: { number: 1 } }),
    event('2-0', 'progress', { data: { number: 2 } }),
    event('3-0', 'completed', { data: { number: 3 } }),
    event('4-0', 'queued', { serverId: 1 }),
    ...(end.length > 0 ? end : [event('5-0', 'completed', SERVER_1)]),
  ];
  const ledger = new Ledger();
  Object.assign(ledger.published([1]), { position: '1-0', isAcknowledged: true });
  ledger.published([2, 3]);
  ledger.triggered('key', 'job-1').jobIds.add('run-1');
  const sightings = new Sightings();
  const record = new ClientRecord({ name: 'client', sightings });
  record.begin({ start: '0-0', gap: null, head: '0-0' });
  for (const each of log) record.event(each);
  const snapshot = { serverId: 7, position: '0-0', jobs: [] };
  const job = {
    ...{ key: 'job-7', jobName: 'job-7', label: 'job-7', jobId: 'run-7', state: 'idle' },
    ...{ lastFinishedAt: TIMESTAMP, lastDurationMs: 0, usualDurationMs: 0, completedMs: [0] },
    recentRuns: [{ jobId: 'run-7', state: 'completed', durationMs: 0 }],
  };
  const fresh = new Map([[7, { ...snapshot, jobs: [job] }]]);
  return {
    ...{ log, ledger, sightings, records: [record], maxReplay: 100 },
    ...{ snapshots: [snapshot], fresh, copies: [copyOf({ name: 'job-server-2', log, fresh })] },
    positions: log.map(({ position }) => position),
    programs: [{ name: 'job-server', faults: [], peakKb: 100 * 1024 }],
  };
}

/** Of a run whose server went. */
const INTERRUPTED = { serverId: 1, error: 'Interrupted' };

const SERVER_1 = { serverId: 1 };

function copyOf({ name, log, fresh }) {
  const copy = (value) => JSON.parse(JSON.stringify(value));
  return { name, log: copy(log), fresh: new Map(copy([...fresh])) };
}

const TIMESTAMP = '2026-01-01T00:00:00.000000Z';

function event(position, type, { serverId = 7, ...fields } = {}) {
  const subject = { serverId, jobName: `job-${serverId}`, jobId: `run-${serverId}` };
  return { type, ...subject, position, epochMs: Number.parseInt(position), timestamp: TIMESTAMP, ...fields };
}

async function runProgram(...args) {
  const child = spawn(NODE, [join(root, 'tools/chaos/chaos.mjs'), ...args]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  return { code, text };
}
