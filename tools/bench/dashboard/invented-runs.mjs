/** What every server runs: two jobs that go on for long, and three that start a run after the other. */
const JOBS = [
  { jobName: 'disk-usage-scan', steps: 20_000 },
  { jobName: 'db-backup', steps: 20_000 },
  { jobName: 'invoice-export', steps: 17 },
  { jobName: 'auth-log-scan', steps: 17 },
  { jobName: 'report-mail', steps: 17 },
];
const SERVERS = 12;
/** Job servers of the dashboard itself are numbered from 1. */
const FIRST_SERVER = 2;
const HOUR_MS = 3_600_000;

/** So many of the ended runs, one is different. */
const ONE_FAILED_OF = 25;
const ONE_STRANGE_OF = 200;

/** Events of runs that never were: the jobs take turns, each turn is the next event of a job's run. */
export class InventedRuns {
  #ended = 0;
  #begun = 0;
  #turn = 0;
  #slots = Array.from({ length: SERVERS }, (_, server) => server + FIRST_SERVER).flatMap((serverId) =>
    JOBS.map((job) => ({ ...job, serverId, events: [][Symbol.iterator]() })),
  );

  /** The next `count` events, as they are published. */
  next(count) {
    return Array.from({ length: count }, () => this.#next());
  }

  /** The first events of the runs that go on for long. */
  beginLong() {
    const long = this.#slots.filter(({ steps }) => steps > 1_000);
    return long.flatMap((slot) => {
      slot.events = this.#run(slot);
      return [slot.events.next().value, slot.events.next().value];
    });
  }

  /** Runs that ended within the last hours, as two events each. */
  history(runs) {
    const now = Date.now();
    return Array.from({ length: runs }, (_, index) => {
      const { jobName, serverId } = this.#slots[index % this.#slots.length];
      const run = { jobName, serverId, jobId: this.#newId() };
      const endedAt = now - 60_000 - ((runs - index) / runs) * 12 * HOUR_MS;
      return [
        { type: 'started', ...run, timestamp: new Date(endedAt - 20_000 - (index % 7) * 1_000).toISOString() },
        { ...this.#end(run), timestamp: new Date(endedAt).toISOString() },
      ];
    }).flat();
  }

  #next() {
    const slot = this.#slots[this.#turn++ % this.#slots.length];
    const { value, done } = slot.events.next();
    if (!done) return value;
    slot.events = this.#run(slot);
    return slot.events.next().value;
  }

  *#run({ jobName, serverId, steps }) {
    const run = { jobName, serverId, jobId: this.#newId() };
    yield { type: 'queued', ...run, by: { kind: 'schedule' } };
    yield { type: 'started', ...run, by: { kind: 'schedule' } };
    for (let step = 1; step <= steps; step++) {
      yield { type: 'progress', ...run, progress: { current: step * 480, total: steps * 480 } };
    }
    if (++this.#ended % ONE_STRANGE_OF === 0) {
      yield { type: 'anomaly_detected', ...run, data: { severity: 'medium', summary: '214 failed logins' } };
    }
    yield this.#end(run);
  }

  #end(run) {
    return ++this.#ended % ONE_FAILED_OF === 0
      ? { type: 'failed', ...run, error: 'ENOSPC: no space left on device, write' }
      : { type: 'completed', ...run, data: { files: 77_102, bytes: 412e9 } };
  }

  #newId() {
    return `run-${String(++this.#begun).padStart(9, '0')}`;
  }
}
