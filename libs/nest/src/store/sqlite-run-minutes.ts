import type { RunState, RunStats } from '@jobwire/events';
import type { StatsQuery } from './event-store.ts';
import { MINUTE_MS, statsOf } from './run-stats.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { anyOf } from './sqlite-filter.ts';

interface Minutes extends Readonly<Record<'completed' | 'failed' | 'cancelled', number>> {
  readonly minute: number;
}

/** How many runs of a job on a server ended in a minute. */
export interface EndedRuns extends Minutes {
  readonly serverId: number;
  readonly jobName: string;
}

const STATES = ['completed', 'failed', 'cancelled'] as const satisfies RunState[];

/** The table of how many runs ended in each minute. Runs are counted in when they end: see `SqliteRuns`. */
export class SqliteRunMinutes {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  stats({ serverId, jobName, ...span }: StatsQuery): Omit<RunStats, 'position'> {
    const { sql, parameters } = anyOf({ server_id: serverId, job_name: jobName });
    const minutes = this.#database
      .statement<Minutes>(
        `SELECT minute, sum(completed) AS completed, sum(failed) AS failed, sum(cancelled) AS cancelled
         FROM run_minutes WHERE minute >= ? AND minute < ?${sql} GROUP BY minute`,
      )
      .all(Math.floor(span.from / MINUTE_MS), Math.ceil(span.to / MINUTE_MS), ...parameters);
    const ended = minutes.flatMap((counts) =>
      STATES.map((state) => ({ endedMs: counts.minute * MINUTE_MS, state, runs: counts[state] })),
    );
    return statsOf(
      span,
      ended.filter(({ runs }) => runs > 0),
    );
  }

  all(): EndedRuns[] {
    return this.#database
      .statement<EndedRuns>(
        'SELECT minute, server_id AS serverId, job_name AS jobName, completed, failed, cancelled FROM run_minutes',
      )
      .all();
  }

  /** Within a transaction. */
  restore(ended: readonly EndedRuns[]): void {
    const insert = this.#database.statement(
      'INSERT INTO run_minutes (minute, server_id, job_name, completed, failed, cancelled) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const { minute, serverId, jobName, completed, failed, cancelled } of ended)
      insert.run(minute, serverId, jobName, completed, failed, cancelled);
  }

  /** Removes the minutes of which no event is kept any more. Within a transaction. */
  removeBefore(epochMs: number): void {
    this.#database.statement('DELETE FROM run_minutes WHERE minute < ?').run(Math.floor(epochMs / MINUTE_MS));
  }
}
