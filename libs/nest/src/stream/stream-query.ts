import { filterQuery, type EventFilter } from '@jobwire/events';
import { z } from 'zod';
import { parseSince, type StartPoint } from './start-point.ts';

const single = (name: string) =>
  z.string({ error: (issue) => (Array.isArray(issue.input) ? `give ${name} once` : 'write it as text') });

const since = single('since')
  .transform((text, context): StartPoint | undefined => {
    if (text === '') return undefined;
    const start = parseSince(text);
    if (!start) context.addIssue('write it as epoch milliseconds (1763900000000) or as a position (1763900000000-2)');
    return start;
  })
  .optional();

/** The query of the live stream. Unknown parameters are let pass: proxies and browsers add their own. */
export const streamQuery = z.object({ since, ...filterQuery });

/** The query of a JSON page of the same URL. */
export const pageQuery = streamQuery.extend({
  limit: single('limit')
    .regex(/^\d{1,5}$/, 'write it as a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(10_000))
    .default(1_000),
});

/** The filter among a query's parameters. */
export function filterOf({ serverId, jobName, type, jobId }: z.output<typeof streamQuery>): EventFilter {
  return {
    ...(serverId && { serverId }),
    ...(jobName && { jobName }),
    ...(type && { type }),
    ...(jobId && { jobId }),
  };
}
