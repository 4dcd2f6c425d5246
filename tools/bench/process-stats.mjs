import { readdirSync, readFileSync } from 'node:fs';

/** What /proc counts CPU time in: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time of a process and all that it started, in milliseconds. */
export function cpuMs(pid) {
  return treeOf(pid).reduce((sum, { ticks }) => sum + ticks, 0) * (1_000 / TICKS_PER_SECOND);
}

/** Proportional set size of a process and all that it started, in KB: memory shared by two counts half for each. */
export function pssKb(pid) {
  return treeOf(pid).reduce((sum, process) => sum + readPss(process.pid), 0);
}

function readPss(pid) {
  const text = readOrEmpty(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
}

function treeOf(rootPid) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
  const tree = all.filter(({ pid }) => pid === rootPid);
  // Grows while it is walked: children of children follow.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** proc(5): the name in parentheses may hold anything; parent is field 4, user and system time are 14 and 15. */
function readStat(pid) {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  if (text === '') return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ENOENT, ESRCH: a process that ended while we looked.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}
