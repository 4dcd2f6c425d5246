import { Logger } from '@nestjs/common';
import { nameSchema, serverIdSchema } from '@jobwire/events';

/** A job of BullMQ, as far as it is known: what has left its queue already has no data any more. */
export interface BullMqJob {
  readonly queue: string;
  readonly id: string;
  readonly name?: string;
  readonly data?: unknown;
}

/** How a job of BullMQ is told. What throws or gives something wrong is logged once, and the default is taken. */
export interface JobMapping {
  /** Default: `<queue>.<name>`, or `<queue>` where the job is called the same or nothing. */
  readonly jobName?: (job: BullMqJob) => string;
  /** Default: the server of `JobEventsModule`. */
  readonly serverId?: (job: BullMqJob) => number;
  /** What it works on. Default: the job's data. Whoever may read the stream sees it. */
  readonly data?: (job: BullMqJob) => unknown;
}

/** Calls the hooks of an application. */
export class JobMapper {
  readonly #logger = new Logger('BullMqBridge');
  readonly #logged = new Set<keyof JobMapping>();

  constructor(
    private readonly mapping: JobMapping,
    private readonly serverId: number,
  ) {}

  subjectOf(job: BullMqJob): { readonly jobName: string; readonly serverId: number } {
    return {
      jobName: this.#call('jobName', (hook) => nameSchema.parse(hook(job)), defaultName(job)),
      serverId: this.#call('serverId', (hook) => serverIdSchema.parse(hook(job)), this.serverId),
    };
  }

  dataOf(job: BullMqJob): unknown {
    return this.#call('data', (hook) => hook(job), this.mapping.data ? undefined : job.data);
  }

  #call<Hook extends keyof JobMapping, Value>(
    name: Hook,
    call: (hook: NonNullable<JobMapping[Hook]>) => Value,
    otherwise: Value,
  ): Value {
    const hook = this.mapping[name];
    if (!hook) return otherwise;
    try {
      return call(hook);
    } catch (error) {
      // The application's own error, or a value that an event cannot have: one wrong job must not stop the others.
      if (!this.#logged.has(name))
        this.#logger.error(`The hook ${name}() failed, and is not logged again: ${String(error)}`);
      this.#logged.add(name);
      return otherwise;
    }
  }
}

function defaultName({ queue, name = queue }: BullMqJob): string {
  return name === queue || name === '__default__' ? fitName(queue) : fitName(`${queue}.${name}`);
}

function fitName(text: string): string {
  const fitted = text
    .toLowerCase()
    .replace(/[^a-z0-9\-_.]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  return fitted.slice(0, 64) || 'job';
}
