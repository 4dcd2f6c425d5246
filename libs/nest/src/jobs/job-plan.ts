import type { JobDefinition, JobSchedule } from '@jobwire/events';
import { CronTime } from 'cron';
import { describeIssues } from '../problem/request-validation.ts';

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

const MINUTE_MS = 60_000;

/** One schedule of a job, checked. Throws a {@link ScheduleError}. */
export class JobPlan {
  readonly jobName: string;
  readonly cron: string;
  readonly timeZone: string;
  /** What its runs are triggered with; `undefined` where the schedule gives nothing. */
  readonly input: unknown;
  readonly #time: CronTime;

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
    this.#time = this.#readCron();
    const { error } = job.input.safeParse(input ?? {});
    if (error) {
      throw new ScheduleError('bad-input', `Schedule of ${job.name}: input: ${describeIssues(error.issues)}`);
    }
  }

  /** The first turn after a time. Both in epoch milliseconds. */
  next(afterMs: number): number {
    // Where clocks are set back by half an hour (Australia/Lord_Howe) the library finds turns that have been.
    for (let fromMs = afterMs; ; fromMs += MINUTE_MS) {
      const turn = this.#time.getNextDateFrom(new Date(fromMs), this.timeZone).toMillis();
      if (turn > afterMs) return turn;
    }
  }

  /** The first turns after a time and up to another. All in epoch milliseconds. */
  turns(afterMs: number, untilMs: number, limit: number): number[] {
    const turns: number[] = [];
    for (let turn = this.next(afterMs); turn <= untilMs && turns.length < limit; turn = this.next(turn)) {
      turns.push(turn);
    }
    return turns;
  }

  #readCron(): CronTime {
    const wrong = `Schedule of ${this.jobName}: cron "${this.cron}"`;
    let time: CronTime;
    try {
      time = new CronTime(this.cron, this.timeZone);
    } catch (error) {
      // The library says which field is wrong.
      const why = (error as Error).message;
      const advice = 'Use five fields as in crontab(5), or six with seconds first.';
      throw new ScheduleError('bad-cron', `${wrong}: ${why}. ${advice}`, { cause: error });
    }
    try {
      time.getNextDateFrom(new Date(), this.timeZone);
    } catch (error) {
      // It looks eight years ahead, and then gives up.
      throw new ScheduleError('bad-cron', `${wrong}: there is no such day. Use one that comes.`, { cause: error });
    }
    return time;
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
