import type { EventFilter } from '@jobwire/events';

/** Conditions to be added to a `WHERE`, and their parameters. */
export interface SqlConditions {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/** Lists by column; an absent one sets no condition. The SQL is the same for lists of any length, so few statements are prepared. */
export function anyOf(columns: Readonly<Record<string, readonly (string | number)[] | undefined>>): SqlConditions {
  const given = Object.entries(columns).filter(([, list]) => list !== undefined);
  return {
    sql: given.map(([column]) => ` AND ${column} IN (SELECT value FROM json_each(?))`).join(''),
    parameters: given.map(([, list]) => JSON.stringify(list)),
  };
}

/** The events that a filter lets through. */
export function eventConditions({ serverId, jobName, type, jobId }: EventFilter): SqlConditions {
  return anyOf({ server_id: serverId, job_name: jobName, type, job_id: jobId });
}
