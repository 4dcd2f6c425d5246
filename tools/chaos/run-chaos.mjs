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
import { Publisher, SERVERS } from './publisher.mjs';
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

const NOTHING = { events: 0, runs: 0 };

/** How long things are as they should be before a program goes away for long, and after it is back. */
const QUIET_MS = 5_000;

/**
 * One run: starts everything, does harm, waits until everyone has caught up, and checks. Resolves with what is wrong by
 * check, and what is to be told of the run.
 *
 * @param redis Two job servers and two gateways that share a Redis, where otherwise there is one of each.
 * @param least How many events and runs there have to be before the harm ends.
 * @param awaySeconds No harm but that Redis is away for so long.
 * @param calm No harm at all.
 * @param spoil What is made of a message of the stream on its way, `{ plainEdge, inner }`: to see whether it is noticed.
 */
export async function runChaos(options) {
  const { seed, seconds, clients: count, replay, redis = false, least = NOTHING, awaySeconds, spoil = {} } = options;
  const { calm = awaySeconds !== undefined } = options;
  const random = new Random(seed);
  const chosen = replay ?? (random.fork('replay').chance(0.4) ? 'little' : 'much');
  const deployment = await HostileDeployment.start({ random, calm, spoil, redis, env: REPLAYS[chosen].env });
  const working = new AbortController();
  const living = new AbortController();
  let clients = [];
  try {
    const { jobServers, gateways, proxies, programs, groups, serverIds } = deployment;
    const straight = jobServers.map(({ url }) => url);
    const allServerIds = [...serverIds, ...SERVERS];
    const ledger = new Ledger();
    const sightings = new Sightings();
    clients = makeClients({ count, proxies, sightings, random });
    for (const client of clients) client.start();

    const publishers = [proxies.edge.url, proxies.edge.url, straight[0], straight.at(-1)].map(
      (url, index) => new Publisher({ url, name: `run${index}`, ledger, random: random.fork(`publisher ${index}`) }),
    );
    const publishing = Promise.all(publishers.map((publisher) => publisher.run(working.signal)));
    const triggering = triggerRuns({
      ...{ urls: [proxies.edge.url, ...straight], serverIds, folder: deployment.files, ledger },
      ...{ random: random.fork('trigger'), signal: working.signal, living: living.signal },
    });
    const taking = takeSnapshots({
      ...{ urls: gateways.map(({ url }) => url), serverIds: allServerIds },
      ...{ random: random.fork('snapshots'), signal: working.signal },
    });
    const memory = [];
    const measuring = measure(programs, memory, working.signal);

    const harm = new Harm({ random: random.fork('harm'), groups, proxies, clients });
    const isMissing = () => ledger.counts.events < least.events || ledger.counts.runs < least.runs;
    if (awaySeconds !== undefined) {
      await after(QUIET_MS);
      await harm.away(deployment.redis, awaySeconds * 1_000);
      await after(QUIET_MS);
    } else await (calm ? after(seconds * 1_000) : harm.run(seconds * 1_000, isMissing));
    for (const proxy of Object.values(proxies)) proxy.heal();
    harm.note('the harm is over');

    working.abort();
    const late = [];
    let last;
    await inTime('publishing, triggering and the runs', late, CATCH_UP_MS, async (signal) => {
      await Promise.all([publishing, triggering, measuring]);
      await runsAreOver(straight[0], serverIds, signal);
      // What one still holds back for Redis comes before it.
      for (const publisher of publishers.slice(-straight.length)) last = await publisher.publishLast(signal);
    });
    const log = await readLog(straight[0], last);
    for (const { record } of clients) record.end = lastFor(log, record);
    const records = clients.map(({ record }) => record);
    await inTime('catching up', late, CATCH_UP_MS, (signal) => everyoneHas(records, signal));
    const snapshots = await taking;
    const fresh = await freshSnapshots(straight[0], allServerIds);
    const copies = [];
    for (const { name, url } of jobServers.slice(1)) {
      copies.push({ name, log: await readLog(url, last), fresh: await freshSnapshots(url, allServerIds) });
    }
    const positions = await deployment.redis?.positions();

    const { maxReplay } = REPLAYS[chosen];
    const evidence = { log, ledger, records, sightings, snapshots, fresh, copies, positions, programs, maxReplay };
    const faults = { 'everything came to its end in time': late };
    for (const [title, check] of Object.entries(allChecks)) faults[title] = check(evidence);
    return { faults, harm, replay: chosen, memory, ...evidence };
  } finally {
    working.abort();
    living.abort();
    for (const client of clients) client.stop();
    await deployment.stop();
  }
}

async function measure(programs, memory, signal) {
  while (!signal.aborted) {
    memory.push({ at: Date.now(), kb: programs.map((program) => program.measure()) });
    await after(500);
  }
}

async function runsAreOver(url, serverIds, signal) {
  while (!signal.aborted) {
    const answer = await ask(`${url}/api/runs?serverId=${serverIds.join()}&state=queued,running`);
    if (answer?.body.items?.length === 0) return;
    await after(50);
  }
}

/** All of it, once it has this event: one job server hears of what is published at the other a little later. */
async function readLog(url, last) {
  const log = [];
  for (let since = '0-0', more = true; more;) {
    const page = await readEventPage({ url: `${url}/api/events`, since, limit: 10_000 });
    log.push(...page.events);
    ({ position: since } = page);
    more = page.more || comparePositions(since, last) < 0;
    if (!page.more && more) await after(20);
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
async function inTime(what, late, ms, work) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isLate = after(ms, true, { signal }).catch(() => false);
  if (await Promise.race([work(signal), isLate])) late.push(`${what} took longer than ${ms / 1_000} s`);
  stopping.abort();
}
