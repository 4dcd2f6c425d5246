import { isInterrupted } from './checks/runs.mjs';

/** Faults of one check that are printed; the first ones lead to the cause. */
const MOST_FAULTS = 8;

/** How often the memory of a program is told. */
const READINGS = 5;

/** So much of what a client was told is printed, half of it from the beginning. */
const JOURNAL_LINES = 60;

/** A run as text: what was done, what was found, and where something is wrong, what leads to the cause. */
export function render(result, { seed, verbose = false }) {
  const { faults, harm } = result;
  const isSound = Object.values(faults).every((found) => found.length === 0);
  const parts = [summary(result)];
  if (verbose || !isSound) parts.push(`What was done:\n${journalOf(harm)}`);
  if (verbose) parts.push(...portraits(result, [slowestOf(result.records)]));
  parts.push(verdicts(faults));
  if (!isSound) parts.push(...suspects(result), `FAILED with seed ${seed}`);
  else parts.push(`Everything held with seed ${seed}`);
  return { text: parts.join('\n\n'), isSound };
}

function summary({ harm, log, ledger, records, snapshots, programs, memory, replay, maxReplay }) {
  const done = Object.entries(harm.counts).map(([what, count]) => `${count} ${what}`);
  const hellos = records.map(({ journal }) => journal.filter(({ what }) => what.startsWith('hello')).length);
  const gaps = Map.groupBy(
    records.flatMap(({ segments }) => segments.flatMap(({ gap }) => gap ?? [])),
    (gap) => gap,
  );
  const gapCounts = [...gaps].map(([gap, { length }]) => `${length} ${gap}`).join(', ');
  const seen = records.flatMap(({ segments }) => segments.map(({ positions }) => positions.length));
  const slowest = slowestOf(records);
  const interrupted = log.filter(isInterrupted);
  return [
    `Harm: ${done.join(', ') || 'none'}`,
    `Events: ${log.length} stored; ${ledger.acknowledged.length} of ${ledger.batches.length} batches (${ledger.counts.events} events) acknowledged; ${ledger.triggers.size} runs triggered, ${interrupted.length} interrupted`,
    `Clients: ${sum(seen)} events in ${sum(hellos)} connections; gaps: ${gapCounts || 'none'} (${replay} is replayed: ${maxReplay}); ${snapshots.length} snapshots`,
    `Caught up ${seconds(slowest.caughtUpMs).trim()} after the end; the last was ${slowest.name}`,
    ...programs
      .filter(({ restarts }) => restarts > 0)
      .map(({ name, restarts }) => `${name} ended ${restarts} times at its start, and was started again`),
    `Memory: ${programs.map(({ name, peakKb }, index) => `${name} ${memoryOf(memory, index)}, at most ${mib(peakKb)}`).join('; ')}`,
  ].join('\n');
}

/** Some readings from the beginning to the end of the run. */
function memoryOf(memory, index) {
  const readings = Array.from({ length: READINGS }, (_, one) =>
    memory.at(Math.round(((memory.length - 1) * one) / (READINGS - 1))),
  );
  return readings.map((reading) => mib(reading?.kb[index] ?? 0)).join(' - ');
}

function mib(kb) {
  return `${Math.round(kb / 1024)} MiB`;
}

function verdicts(faults) {
  return Object.entries(faults)
    .map(([title, found]) => {
      const shown = found.slice(0, MOST_FAULTS).map((fault) => `        ${fault}`);
      if (found.length > shown.length) shown.push(`        and ${found.length - shown.length} more`);
      return [`${found.length === 0 ? 'ok  ' : 'FAIL'}  ${title}`, ...shown].join('\n');
    })
    .join('\n');
}

function journalOf({ journal }) {
  return journal.map(({ atMs, what, detail }) => `  ${seconds(atMs)}  ${what} ${detail}`).join('\n');
}

function suspects(result) {
  const { faults, records, log } = result;
  const named = Object.values(faults).flat().join('\n');
  const clients = records.filter(({ name }) => named.includes(`${name} `)).slice(0, 3);
  return [
    ...portraits(result, clients.length > 0 ? clients : [slowestOf(records)]),
    `The beginning was at ${result.harm.startedAt}, the head is ${log.at(-1)?.position}`,
  ];
}

/** What these clients were told, and what the programs said last. */
function portraits({ harm, programs }, clients) {
  return [
    ...clients.map(({ name, filter, journal, position, end }) =>
      [
        `${name}, filter ${JSON.stringify(filter)}, stands at ${position}, has to reach ${end}:`,
        ...abridged(journal).map(({ at, what }) => `  ${seconds(at - harm.startedAt)}  ${what}`),
      ].join('\n'),
    ),
    ...programs.map(({ name, lines }) => [`${name} said last:`, ...lines.slice(-8)].join('\n  ')),
  ];
}

function slowestOf(records) {
  return records.reduce((one, other) => (other.caughtUpMs > one.caughtUpMs ? other : one));
}

function abridged(journal) {
  if (journal.length <= JOURNAL_LINES) return journal;
  const half = JOURNAL_LINES / 2;
  const left = { at: journal[half].at, what: `(${journal.length - JOURNAL_LINES} more)` };
  return [...journal.slice(0, half), left, ...journal.slice(-half)];
}

function seconds(ms) {
  return `${(ms / 1_000).toFixed(2).padStart(7)} s`;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
