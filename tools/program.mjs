import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node.js that this project pins, whatever runs this script. */
export const NODE = join(root, 'node_modules/node/bin/node');

/** How long a program may take to end by itself; Ctrl-C has to be over within five seconds. */
const GRACE_MS = 4_000;

/**
 * A program in a process group of its own: a Ctrl-C of the terminal reaches only us, and we end the programs one by one
 * with all that they started. Its lines go to `onLine`.
 */
export function startProgram({ name, args, env = {}, onLine }) {
  const child = spawn(NODE, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, how: signal ?? `exit code ${code}` }));
  const closed = once(child, 'close');

  const signalGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      // ESRCH: the group is gone already, which is what we want.
      if (error.code !== 'ESRCH') throw error;
    }
  };

  return {
    name,
    pid: child.pid,
    /** The program is over; what it started may still run and write. */
    ended,
    /** Nothing writes any more: the last line has been handed out. */
    closed,
    /** Ends the program and all that it started, also where it is over already. */
    async stop() {
      // As a Ctrl-C: after SIGTERM it would let runs and streams come to their end first.
      signalGroup('SIGINT');
      const timer = new AbortController();
      await Promise.race([ended, after(GRACE_MS, undefined, { signal: timer.signal })]);
      timer.abort();
      signalGroup('SIGKILL');
      await closed;
    },
  };
}
