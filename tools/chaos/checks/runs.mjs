import { isTerminal } from '@jobwire/events';

/** What becomes of a run whose server is killed or stopped. */
export function isInterrupted({ error }) {
  return error?.startsWith('Interrupted') ?? false;
}

/**
 * A key has one run, each run that is stored belongs to a key, and each ended in exactly one terminal event, its last
 * one, and failed only where its server went. One that was taken for dead may still tell of progress.
 */
export function checkRuns({ log, ledger }) {
  const faults = [];
  const expected = new Set();
  for (const [key, { jobIds }] of ledger.triggers) {
    if (jobIds.size !== 1)
      faults.push(`the key ${key} was answered with ${jobIds.size} runs: ${[...jobIds].join(', ')}`);
    for (const jobId of jobIds) expected.add(jobId);
  }
  const jobNames = new Set([...ledger.triggers.values()].map(({ jobName }) => jobName));
  const runs = Map.groupBy(
    log.filter(({ jobName, jobId }) => jobNames.has(jobName) && jobId !== undefined),
    ({ jobId }) => jobId,
  );
  for (const jobId of expected) if (!runs.has(jobId)) faults.push(`run ${jobId} was accepted and is not in the store`);
  for (const [jobId, events] of runs) {
    const types = events.map(({ type }) => type);
    const told = `run ${jobId} of ${events[0].jobName} (${types.join(', ')}; ends at ${events.at(-1).position})`;
    if (!expected.has(jobId)) faults.push(`${told} belongs to no key${askedAbout(ledger, events)}`);
    if (types.filter((type) => type === 'queued').length !== 1 || types[0] !== 'queued') {
      faults.push(`${told} was not queued once, at first`);
    }
    if (types.filter((type) => type === 'started').length > 1) faults.push(`${told} started more than once`);
    if (events.filter(isTerminal).length !== 1) faults.push(`${told} has not exactly one end`);
    const end = events.findIndex(isTerminal);
    if (end < 0) continue;
    const late = events.slice(end + 1).filter(({ type }) => type !== 'progress' || !isInterrupted(events[end]));
    if (events[end].type === 'failed' && !isInterrupted(events[end])) {
      faults.push(`${told} failed: ${events[end].error}`);
    } else if (late.length > 0) faults.push(`${told} went on after its end`);
  }
  return faults;
}

/** What was asked for, and answered, for that job when a run was queued. */
function askedAbout({ triggers }, [{ jobName, epochMs }]) {
  const near = [...triggers].flatMap(([key, { jobName: asked, asked: requests }]) =>
    requests
      .filter(({ at, endedAt }) => asked === jobName && at < epochMs + 10_000 && endedAt > epochMs - 5_000)
      .map(({ at, endedAt, url, answer }) => {
        const what = answer ? `${answer.status} ${answer.body.jobId ?? ''}` : 'no answer';
        return `\n          ${key} at ${url} from ${at - epochMs} to ${endedAt - epochMs} ms: ${what}`;
      }),
  );
  return `; asked then:${near.join('')}`;
}
