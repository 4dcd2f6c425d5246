/**
 * Publishes invented runs to the job server at the URL in its argument, as a process of its own: at an even pace, in batches.
 * Reads commands from standard input and answers each with a line:
 *
 * - `history N`: N runs that have ended, as fast as it goes
 * - `begin`: the runs that go on for long begin
 * - `pace N [M]`: from now on N events a second, of which M are marked with their number and the time
 * - `stop`: answers with what was published since, as JSON
 */
import { setTimeout as after } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { InventedRuns } from './invented-runs.mjs';

/** A batch goes out so often. */
const BATCH_MS = 20;
const MOST_PER_REQUEST = 1_000;

const url = `${process.argv[2]}/api/events`;
const runs = new InventedRuns();
let marks = 0;
let pace;

const commands = {
  async history(count) {
    const events = runs.history(count);
    for (let from = 0; from < events.length; from += MOST_PER_REQUEST) {
      await publish(events.slice(from, from + MOST_PER_REQUEST));
    }
  },
  begin: () => publish(runs.beginLong()),
  pace(perSecond, marked = 0) {
    const stopping = new AbortController();
    pace = { stopping, over: keepPace(perSecond, marked, stopping.signal) };
  },
  stop() {
    pace.stopping.abort();
    return pace.over;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...numbers] = line.split(' ');
  const answer = await commands[command](...numbers.map(Number));
  console.log(`${command} ${JSON.stringify(answer ?? null)}`);
}

/** What is late goes out at once, in a request of its own: nothing is left out, and lateness is told. */
async function keepPace(perSecond, marked, signal) {
  const startedAt = performance.now();
  const lateMs = [];
  const cpu = process.cpuUsage();
  let published = 0;
  let markedSoFar = 0;
  for (let batch = 1; !signal.aborted; batch++) {
    const dueAt = startedAt + batch * BATCH_MS;
    while (performance.now() < dueAt) await after(Math.max(0, dueAt - performance.now() - 0.5));
    lateMs.push(performance.now() - dueAt);
    const count = Math.round((batch * BATCH_MS * perSecond) / 1_000) - published;
    const marksDue = Math.floor((batch * BATCH_MS * marked) / 1_000) - markedSoFar;
    await publish([...runs.next(count - marksDue), ...Array.from({ length: marksDue }, mark)]);
    published += count;
    markedSoFar += marksDue;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  lateMs.sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(cpu);
  return {
    published,
    marked: markedSoFar,
    perSecond: published / seconds,
    lateP99Ms: lateMs[Math.ceil(lateMs.length * 0.99) - 1] ?? 0,
    cores: (user + system) / 1e6 / seconds,
  };
}

/** Its error is shown by every page, and tells which event it is and when it was published. */
function mark() {
  const number = ++marks;
  const error = `mark ${number} at ${Date.now()}`;
  return { type: 'failed', jobName: 'marked', serverId: 2, jobId: `marked-${number}`, error };
}

async function publish(events) {
  if (events.length === 0) return;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(events),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`Publishing was answered with ${response.status}: ${text}`);
}
