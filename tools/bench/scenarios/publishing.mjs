import { fileURLToPath } from 'node:url';
import { NODE } from '../../program.mjs';
import { startChild } from '../child.mjs';
import { measure } from '../measure.mjs';
import { tempFolder } from '../temp-folder.mjs';

/** A few runs that go on report their progress. */
const RUNS = 8;

/** Events a second over one HTTP connection, each request answered before the next. */
export async function publishOverHttp(server, { perTurn, events }) {
  const { publisher } = server;
  await publisher.publishAll(events, { perTurn, runs: RUNS });
  const { cpuMs, wallMs } = await measure(server, () => publisher.publishAll(events, { perTurn, runs: RUNS }));
  return { eventsPerSecond: (events * 1_000) / wallMs, cpuUsPerEvent: (cpuMs * 1_000) / events };
}

const PROGRAMS = {
  'job-server': ['sqlite'],
  'job-server-memory': ['memory'],
  'raw-node': ['raw'],
};

/** Events a second within one process, acknowledged, with no subscriber. */
export async function publishInProcess(name, { events }) {
  const script = fileURLToPath(new URL('../servers/publish-in-process.mjs', import.meta.url));
  let result;
  const child = startChild({
    command: NODE,
    args: [script, ...PROGRAMS[name], String(events), tempFolder()],
    onLine: (line) => {
      if (line.startsWith('{')) result = JSON.parse(line);
    },
  });
  try {
    const how = await child.ended;
    if (!result) throw new Error(`It ended with ${how}: ${child.lines.join('\n')}`);
    return result;
  } finally {
    await child.stop();
  }
}
