import { readEventPage } from '@jobwire/client';
import { compileFilter } from '@jobwire/events';
import { setTimeout as after } from 'node:timers/promises';
import { comparePositions } from '../conformance/position.mjs';
import { ask } from './ask.mjs';
import { allChecks } from './checks/all-checks.mjs';
import { Sightings } from './client-record.mjs';
import { makeClients } from './clients/make-clients.mjs';
import { Harm } from './harm.mjs';
import { HostileDeployment } from './hostile-deployment.mjs';
import { Ledger } from './ledger.mjs';
import { Publisher } from './publisher.mjs';
import { Random } from './random.mjs';
import { freshSnapshots, takeSnapshots } from './snapshots.mjs';
import { triggerRuns } from './trigger.mjs';

/** How long everyone may take to catch up when the harm is over, on a machine that others use too. */
const CATCH_UP_MS = 60_000;

/** How the programs replay: as they come, or so little that clients fall out of it. */
const REPLAYS = {
  much: { maxReplay: 10_000, env: {} },
  little: { maxReplay: 300, env: { JOBWIRE_BUFFER_EVENTS: '100', JOBWIRE_REPLAY_MAX_EVENTS: '300' } },
};

/**
 * One run: starts everything, does harm, waits until everyone has caught up, and checks. Resolves with what is wrong by
 * check, and what is to be told of the run.
 *
 * @param calm No harm at all.
 * @param spoil What is made of a message of the stream on its way, `{ plainEdge, inner }`: to see whether it is noticed.
 */
export async function runChaos({ seed, seconds, clients: count, replay, calm = false, spoil = {} }) {
  const random = new Random(seed);
  const chosen = replay ?? (random.fork('replay').chance(0.4) ? 'little' : 'much');
  const deployment = await HostileDeployment.start({ random, calm, spoil, env: REPLAYS[chosen].env });
  const working = new AbortController();
  const living = new AbortController();
  let clients = [];
  try {
    const { jobServer, gateway, proxies, programs } = deployment;
    const ledger = new Ledger();
    const sightings = new Sightings();
    clients = makeClients({ count, proxies, sightings, random });
    for (const client of clients) client.start();

    const publishers = [proxies.edge.url, proxies.edge.url, jobServer.url, jobServer.url].map(
      (url, index) => new Publisher({ url, name: `run${index}`, ledger, random: random.fork(`publisher ${index}`) }),
    );
    const publishing = Promise.all(publishers.map((publisher) => publisher.run(working.signal)));
    const triggering = triggerRuns({
      ...{ urls: [proxies.edge.url, jobServer.url], folder: deployment.files, ledger, random: random.fork('trigger') },
      ...{ signal: working.signal, living: living.signal },
    });
    const taking = takeSnapshots(gateway.url, random.fork('snapshots'), working.signal);
    const measuring = measure(programs, working.signal);

    const harm = new Harm({ random: random.fork('harm'), programs, proxies, clients });
    await (calm ? after(seconds * 1_000) : harm.run(seconds * 1_000));
    for (const proxy of Object.values(proxies)) proxy.heal();
    harm.note('the harm is over');

    working.abort();
    const late = [];
    await inTime('publishing, triggering and the runs', late, async (signal) => {
      await Promise.all([publishing, triggering, measuring]);
      await runsAreOver(jobServer.url, signal);
      await publishers.at(-1).publishLast(signal);
    });
    const log = await readLog(jobServer.url);
    for (const { record } of clients) record.end = lastFor(log, record);
    const records = clients.map(({ record }) => record);
    await inTime('catching up', late, (signal) => everyoneHas(records, signal));
    const snapshots = await taking;
    const fresh = await freshSnapshots(jobServer.url);

    const { maxReplay } = REPLAYS[chosen];
    const evidence = { log, ledger, records, sightings, snapshots, fresh, programs, maxReplay };
    const faults = { 'everything came to its end in time': late };
    for (const [title, check] of Object.entries(allChecks)) faults[title] = check(evidence);
    return { faults, harm, replay: chosen, ...evidence };
  } finally {
    working.abort();
    living.abort();
    for (const client of clients) client.stop();
    await deployment.stop();
  }
}

async function measure(programs, signal) {
  while (!signal.aborted) {
    for (const program of programs) program.measure();
    await after(500);
  }
}

async function runsAreOver(url, signal) {
  while (!signal.aborted) {
    const answer = await ask(`${url}/api/runs?serverId=1&state=queued,running`);
    if (answer?.body.items?.length === 0) return;
    await after(50);
  }
}

async function readLog(url) {
  const log = [];
  for (let since = '0-0', more = true; more;) {
    const page = await readEventPage({ url: `${url}/api/events`, since, limit: 10_000 });
    log.push(...page.events);
    ({ more, position: since } = page);
  }
  return log;
}

/** The last event that the client has to have. */
function lastFor(log, { filter }) {
  return log.findLast(compileFilter(filter) ?? (() => true))?.position;
}

/** Notes of each when it was so far. */
async function everyoneHas(records, signal) {
  const hasAll = ({ end, position }) => end === undefined || comparePositions(position, end) >= 0;
  const startedAt = Date.now();
  let behind = records;
  while (behind.length > 0 && !signal.aborted) {
    behind = behind.filter((record) => !hasAll(record));
    for (const record of behind) record.caughtUpMs = Date.now() - startedAt;
    await after(20);
  }
}

/** Work that goes on until its signal is told to stop. */
async function inTime(what, late, work) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isLate = after(CATCH_UP_MS, true, { signal }).catch(() => false);
  if (await Promise.race([work(signal), isLate])) late.push(`${what} took longer than ${CATCH_UP_MS / 1_000} s`);
  stopping.abort();
}
