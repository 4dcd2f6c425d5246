import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { ask } from './ask.mjs';

/** Jobs that really run. */
const TRIGGERED = ['disk-usage-scan', 'file-integrity-check'];

/**
 * Triggers one run after the other until the signal, each with a key that is asked with until the answer has come: only then
 * it is known how many runs there must be. Only after `living` nothing is waited for.
 */
export function triggerRuns({ random, serverIds, ...options }) {
  const lanes = serverIds.flatMap((serverId) => TRIGGERED.map((jobName) => ({ serverId, jobName })));
  return Promise.all(
    lanes.map(({ serverId, jobName }) =>
      triggerJob(jobName, { ...options, serverId, random: random.fork(`${jobName} ${serverId}`) }),
    ),
  );
}

async function triggerJob(jobName, { urls, serverId, folder, ledger, random, signal, living }) {
  for (let run = 1; !signal.aborted; run++) {
    const key = `${jobName}-${serverId}-${run}`;
    const trigger = ledger.triggered(key, jobName);
    let answer;
    do {
      const [url, at] = [random.pick(urls), Date.now()];
      answer = await ask(`${url}/api/jobs/${jobName}/trigger`, {
        method: 'POST',
        headers: { 'idempotency-key': key },
        body: { serverId, input: { path: folder } },
      });
      trigger.asked.push({ at, endedAt: Date.now(), url, answer });
      if (answer?.status === 202) trigger.jobIds.add(answer.body.jobId);
      else if (answer && answer.status !== 409) {
        ledger.surprises.push(`triggering: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await after(random.magnitude(5, 200));
    } while (!living.aborted && (answer?.status !== 202 || random.chance(0.3)));
  }
}

/** Large files that take no room on the disk: to hash them takes so long that a kill finds a run at work. */
const LARGE_BYTES = 50 * 1024 * 1024;

/** Some thousand small files and some large ones. */
export function makeFiles(folder, random) {
  for (let part = 0; part < 40; part++) {
    const name = join(folder, `part-${part}`);
    mkdirSync(name, { recursive: true });
    for (let file = 0; file < 50; file++)
      writeFileSync(join(name, `${file}.txt`), 'x'.repeat(random.between(0, 4_000)));
  }
  for (const name of ['large-1', 'large-2', 'large-3']) {
    const file = join(folder, name);
    writeFileSync(file, '');
    truncateSync(file, LARGE_BYTES);
  }
}
