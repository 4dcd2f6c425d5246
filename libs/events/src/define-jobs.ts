import type * as z from 'zod';
import { nameSchema, type JobEvent } from './job-event.ts';
import { LIMITS } from './limits.ts';

/** When a server runs a job by itself. */
export interface JobSchedule<Input = unknown> {
  /** As in crontab(5), with seconds first where there are six fields: `0 3 * * *`. */
  readonly cron: string;
  /** IANA name, e.g. `Europe/Berlin`. Default: the time zone of the server. */
  readonly timeZone?: string;
  /** What a trigger would send. Default: `{}`; the defaults of the job's schema apply. */
  readonly input?: Input;
}

/** What follows a run that fails: the same again, as a run of its own. */
export interface JobRetries {
  /** How often it is tried again after the first time: 1 to 100. */
  readonly attempts: number;
  /**
   * How long the first further try waits, in milliseconds; each one after it twice as long as the one before. Between half of
   * that and all of it, at random.
   */
  readonly backoffMs: number;
  /** The longest such wait, in milliseconds: at most 30 days. Default: an hour. */
  readonly maxBackoffMs?: number;
}

/** A job as {@link defineJobs} takes it. */
export interface JobSpec {
  /** How status lists name it, e.g. `diskUsage`. */
  readonly key: string;
  /** For people, e.g. "Disk usage scan". */
  readonly label: string;
  /** One sentence on what it does. */
  readonly description?: string;
  /** The input that a trigger takes. */
  readonly input: z.ZodType;
  /** What a run returns; it becomes `data` of its `completed` event. */
  readonly result: z.ZodType;
  /** When each server that has the job runs it by itself. Cron expressions and time zones are checked when a server starts. */
  readonly schedule?: OneOrMore<JobSchedule>;
  /** Default: none. A run that was cancelled, or that its server interrupted, is not tried again. */
  readonly retries?: JobRetries;
}

type OneOrMore<Item> = Item | readonly Item[];

/** A job with its name. */
export type JobDefinition<Name extends string = string, Spec extends JobSpec = JobSpec> = Spec & {
  readonly name: Name;
};

/** The jobs of a deployment by name. */
export type JobCatalog = Readonly<Record<string, JobDefinition>>;

/** Names, labels and types of a deployment's jobs. Throws where a name is malformed, a key is used twice or retries are wrong. */
export function defineJobs<const Specs extends Readonly<Record<string, JobSpec>>>(
  specs: Specs & Scheduled<Specs>,
): { readonly [Name in keyof Specs & string]: JobDefinition<Name, Specs[Name]> } {
  const nameByKey = new Map<string, string>();
  const jobs = Object.entries(specs).map(([name, spec]) => {
    if (!nameSchema.safeParse(name).success) {
      throw new TypeError(`Job name "${name}": use 1 to 64 of a-z 0-9 - _ . and begin with a letter or digit.`);
    }
    const other = nameByKey.get(spec.key);
    if (other) throw new TypeError(`Jobs "${other}" and "${name}" share the key "${spec.key}". Give each its own.`);
    nameByKey.set(spec.key, name);
    checkRetries(name, spec.retries);
    return [name, { ...spec, name }] as const;
  });
  return Object.fromEntries(jobs) as never;
}

function checkRetries(name: string, retries: JobRetries | undefined): void {
  if (!retries) return;
  const { attempts, backoffMs, maxBackoffMs = 0 } = retries;
  const isWhole = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most;
  if (!isWhole(attempts, 1, 100)) {
    throw new TypeError(`Job "${name}": retries.attempts is ${attempts}. Use 1 to 100, or leave retries out for none.`);
  }
  for (const [field, value] of Object.entries({ backoffMs, maxBackoffMs })) {
    if (isWhole(value, 0, LIMITS.delayMs)) continue;
    throw new TypeError(`Job "${name}": retries.${field} is ${value}. Use whole milliseconds, at most 30 days.`);
  }
}

/** The input of a job as its handler gets it: defaults filled in. */
export type JobInput<Job extends JobSpec> = z.output<Job['input']>;

/** What a run of a job returns. */
export type JobResult<Job extends JobSpec> = z.output<Job['result']>;

/** The events of one job, with `data` typed by its definition. */
export type EventOf<Job extends JobDefinition> = TypedEvent<JobEvent, Job>;

/** The events of all jobs of a catalog: testing `jobName` and `type` narrows `data`. */
export type CatalogEvent<Jobs extends JobCatalog> = { [Name in keyof Jobs]: EventOf<Jobs[Name]> }[keyof Jobs];

/** Whether an event is one of this job; narrows its `data`. */
export function isEventOf<Job extends JobDefinition, Event extends JobEvent>(
  job: Job,
  event: Event,
): event is Event & EventOf<Job> {
  return event.jobName === job.name;
}

/** Specs whose schedules have an input that fits the job. It may be left out where the job runs without any. */
type Scheduled<Specs extends Readonly<Record<string, JobSpec>>> = {
  readonly [Name in keyof Specs]: { readonly schedule?: OneOrMore<ScheduleOf<z.input<Specs[Name]['input']>>> };
};

type ScheduleOf<Input> = JobSchedule<Input> & (object extends Input ? unknown : { readonly input: Input });

type TypedEvent<Event extends JobEvent, Job extends JobDefinition> = Event extends unknown
  ? Omit<Event, 'jobName' | 'data'> & { jobName: Job['name'] } & DataOf<Event, Job>
  : never;

type DataOf<Event extends JobEvent, Job extends JobDefinition> = Event['type'] extends 'completed'
  ? { data: JobResult<Job> }
  : Event['type'] extends 'queued' | 'started'
    ? { data?: StoredInput<Job> }
    : Event extends { data: infer Data }
      ? { data: Data }
      : { data?: unknown };

/** As a trigger would send it: with defaults filled in, unless the job's schema makes something else of it. */
type StoredInput<Job extends JobSpec> =
  JobInput<Job> extends z.input<Job['input']> ? JobInput<Job> : z.input<Job['input']>;
