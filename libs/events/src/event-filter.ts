import * as z from 'zod/mini';
import { JOB_EVENT_TYPES, jobIdSchema, nameSchema, serverIdSchema, type JobEventType } from './job-event.ts';

/** Only these events. An absent list means all; lists are combined with "and". */
export interface EventFilter {
  readonly serverId?: readonly number[];
  readonly jobName?: readonly string[];
  readonly type?: readonly JobEventType[];
  readonly jobId?: readonly string[];
}

/** What a filter looks at. */
export interface EventSubject {
  readonly serverId: number;
  readonly jobName: string;
  readonly type: JobEventType;
  readonly jobId?: string | undefined;
}

/** A test for a filter, or `undefined` where the filter lets everything through. */
export function compileFilter(filter: EventFilter): ((event: EventSubject) => boolean) | undefined {
  const { serverId, jobName, type, jobId } = filter;
  if (!serverId && !jobName && !type && !jobId) return undefined;
  const servers = serverId && new Set(serverId);
  const names = jobName && new Set(jobName);
  const types = type && new Set(type);
  const ids = jobId && new Set(jobId);
  return (event) =>
    (!servers || servers.has(event.serverId)) &&
    (!names || names.has(event.jobName)) &&
    (!types || types.has(event.type)) &&
    (!ids || (event.jobId !== undefined && ids.has(event.jobId)));
}

/** The same text for filters that let the same events through. */
export function filterKey(filter: EventFilter): string {
  const part = (list: readonly (string | number)[] | undefined) =>
    list ? [...new Set(list)].map(String).sort() : null;
  const parts = [part(filter.serverId), part(filter.jobName), part(filter.type), part(filter.jobId)];
  return parts.every((list) => list === null) ? '' : JSON.stringify(parts);
}

/** A filter as query parameters, lists comma-separated. */
export function filterToQuery(filter: EventFilter): [name: string, value: string][] {
  return Object.entries(filter)
    .filter(([, list]) => list !== undefined)
    .map(([name, list]) => [name, (list as readonly unknown[]).join(',')]);
}

/** A list as a query parameter: repeated or comma-separated, at most 100 items. */
export const queryList = <Item>(item: z.core.$ZodType<Item, string>) =>
  z.optional(
    z.pipe(
      z.pipe(
        z.union([z.string(), z.array(z.string())]),
        z.transform((value) => [value].flat().flatMap((text) => text.split(','))),
      ),
      z.array(item).check(z.maxLength(100)),
    ),
  );

const numeric = z.pipe(
  z.pipe(z.string().check(z.regex(/^\d{1,10}$/, 'write it as a whole number')), z.transform(Number)),
  serverIdSchema,
);

/** The query parameters of a filter. */
export const filterQuery = {
  serverId: queryList(numeric),
  jobName: queryList(nameSchema),
  type: queryList(z.enum(JOB_EVENT_TYPES)),
  jobId: queryList(jobIdSchema),
};
