import { CronTime } from 'cron';

const MINUTE_MS = 60_000;

/** The turns of a cron expression in a time zone. Throws where either is wrong. */
export class CronTurns {
  readonly #time: CronTime;
  readonly #timeZone: string;

  constructor(cron: string, timeZone: string) {
    this.#time = new CronTime(cron, timeZone);
    this.#timeZone = timeZone;
  }

  /** The first turn after a time. Both in epoch milliseconds. */
  next(afterMs: number): number {
    // Where clocks are set back by half an hour (Australia/Lord_Howe) the library finds turns that have been.
    for (let fromMs = afterMs; ; fromMs += MINUTE_MS) {
      const turn = this.#time.getNextDateFrom(new Date(fromMs), this.#timeZone).toMillis();
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
}
