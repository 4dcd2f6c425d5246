import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NODE } from '../../program.mjs';
import { startChild } from '../child.mjs';
import { cpuMs } from '../process-stats.mjs';
import { startServer } from '../servers.mjs';

const LOAD = fileURLToPath(new URL('load.mjs', import.meta.url));
/** What /proc counts CPU time in: USER_HZ, 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** A job server and a gateway with the built dashboard, new and empty, and a process that publishes to them. */
export async function openWorld() {
  const gateway = await startServer('gateway');
  const answers = [];
  const load = startChild({
    command: NODE,
    args: [LOAD, `http://127.0.0.1:${gateway.upstream.port}`],
    onLine: (line) => answers.shift()?.(line),
  });

  /** Tells the publishing process something, and waits for what it answers. */
  async function tell(command) {
    const answered = new Promise((resolve) => answers.push(resolve));
    load.say(command);
    const answer = await Promise.race([answered, load.ended.then((how) => `ended: ${how}`)]);
    const [name] = command.split(' ');
    if (!answer.startsWith(`${name} `))
      throw new Error(`The publishing process: ${[answer, ...load.lines].join(' | ')}`);
    return JSON.parse(answer.slice(name.length + 1));
  }

  return {
    url: `http://127.0.0.1:${gateway.port}`,
    tell,
    /** CPU so far, in milliseconds; `machine` is that of all processes there are. */
    cpu: () => ({
      jobServer: gateway.upstream.cpuMs(),
      gateway: gateway.cpuMs(),
      publisher: cpuMs(load.pid),
      machine: machineCpuMs(),
    }),
    async stop() {
      await load.stop();
      await gateway.stop();
    },
  };
}

/** User, nice, system, interrupts and time that other machines took: all but idle and waiting. */
function machineCpuMs() {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/);
  return [user, nice, system, irq, softirq, steal].reduce((sum, ticks) => sum + Number(ticks), 0) * MS_PER_TICK;
}
