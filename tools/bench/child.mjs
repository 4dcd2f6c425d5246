import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';

/** How long a child may take to end by itself before it is killed with all that it started. */
const GRACE_MS = 8_000;

/** How many of the last lines of a child are kept, to be shown where it fails. */
const KEPT_LINES = 20;

const running = new Set();

// Whatever ends us: nothing that we started stays behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Ends every child there is. */
export async function stopAllChildren() {
  await Promise.all([...running].map((child) => child.stop()));
}

/** A child process in a group of its own, with what it says line by line. */
export function startChild({ command, args, env = {}, onLine = () => undefined }) {
  const spawned = spawn(command, args, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = [];
  for (const stream of [spawned.stdout, spawned.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (lines.push(line) > KEPT_LINES) lines.shift();
      onLine(line);
    });
  }
  // A child that has ended takes no more commands.
  spawned.stdin.on('error', () => undefined);

  const child = {
    pid: spawned.pid,
    lines,
    isOver: false,
    ended: undefined,
    say: (line) => spawned.stdin.write(`${line}\n`),
    kill(signal) {
      try {
        process.kill(-spawned.pid, signal);
      } catch (error) {
        // ESRCH: the group is gone already, which is what we want.
        if (error.code !== 'ESRCH') throw error;
      }
    },
    async stop() {
      if (spawned.pid === undefined) return;
      child.kill('SIGTERM');
      const timer = new AbortController();
      await Promise.race([child.ended, after(GRACE_MS, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
      child.kill('SIGKILL');
      await child.ended;
    },
  };
  running.add(child);
  child.ended = once(spawned, 'exit')
    .then(
      ([code, signal]) => signal ?? `exit code ${code}`,
      (error) => error.message,
    )
    .then((how) => {
      child.isOver = true;
      running.delete(child);
      return how;
    });
  return child;
}
