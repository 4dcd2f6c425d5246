import type { JobDefinition, JobSchedule } from '@jobwire/events';
import { describeIssues } from '../problem/request-validation.ts';
import { CronTurns } from './cron-turns.ts';

/** A schedule in the catalog is wrong: the message names the job and says what to write. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';

  constructor(
    readonly type: 'bad-cron' | 'bad-time-zone' | 'bad-input',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One schedule of a job, checked. Throws a {@link ScheduleError}. */
export class JobPlan {
  readonly jobName: string;
  readonly cron: string;
  readonly timeZone: string;
  /** What its runs are triggered with; `undefined` where the schedule gives nothing. */
  readonly input: unknown;
  readonly #turns: CronTurns;

  constructor(job: JobDefinition, { cron, timeZone = ownTimeZone(), input }: JobSchedule) {
    this.jobName = job.name;
    this.cron = cron;
    this.timeZone = timeZone;
    this.input = input;
    if (!isTimeZone(timeZone)) {
      throw new ScheduleError(
        'bad-time-zone',
        `Schedule of ${job.name}: there is no time zone "${timeZone}". Use an IANA name such as Europe/Berlin.`,
      );
    }
    this.#turns = this.#readCron();
    const { error } = job.input.safeParse(input ?? {});
    if (error) {
      throw new ScheduleError('bad-input', `Schedule of ${job.name}: input: ${describeIssues(error.issues)}`);
    }
  }

  /** The first turn after a time. Both in epoch milliseconds. */
  next(afterMs: number): number {
    return this.#turns.next(afterMs);
  }

  /** The first turns after a time and up to another. All in epoch milliseconds. */
  turns(afterMs: number, untilMs: number, limit: number): number[] {
    return this.#turns.turns(afterMs, untilMs, limit);
  }

  #readCron(): CronTurns {
    const wrong = `Schedule of ${this.jobName}: cron "${this.cron}"`;
    let turns: CronTurns;
    try {
      turns = new CronTurns(this.cron, this.timeZone);
    } catch (error) {
      // The library says which field is wrong.
      const why = (error as Error).message;
      const advice = 'Use five fields as in crontab(5), or six with seconds first.';
      throw new ScheduleError('bad-cron', `${wrong}: ${why}. ${advice}`, { cause: error });
    }
    try {
      turns.next(Date.now());
    } catch (error) {
      // It looks eight years ahead, and then gives up.
      throw new ScheduleError('bad-cron', `${wrong}: there is no such day. Use one that comes.`, { cause: error });
    }
    return turns;
  }
}

/** The schedules of a job, checked. Throws a {@link ScheduleError}. */
export function readPlans(job: JobDefinition): JobPlan[] {
  return [job.schedule ?? []].flat().map((schedule: JobSchedule) => new JobPlan(job, schedule));
}

function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether browsers, which show the times, know it too: offsets such as `UTC+2` they do not. */
function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // A RangeError is how it says no.
    return false;
  }
}
