import { Injectable } from '@nestjs/common';
import type { PlannedRun } from '@jobwire/events';
import { CronTurns } from './cron-turns.ts';
import { Fleet, type FleetJob, type FleetSchedule } from './fleet.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What the servers will run by themselves. */
@Injectable()
export class PlannedRuns {
  /** By time zone and expression. */
  readonly #turns = new Map<string, CronTurns>();

  constructor(private readonly fleet: Fleet) {}

  /** The next turn of each schedule, the soonest first. */
  async next(): Promise<PlannedRun[]> {
    const now = Date.now();
    return this.#inOrder((turns) => [turns.next(now)]);
  }

  /** The turns of the coming 24 hours, the soonest first. */
  async ofNextDay(limit: number): Promise<PlannedRun[]> {
    const now = Date.now();
    return (await this.#inOrder((turns) => turns.turns(now, now + DAY_MS, limit))).slice(0, limit);
  }

  /** When a job's next turn is, as ISO 8601; `undefined` where none is planned. */
  nextRunAt({ schedules }: FleetJob): string | undefined {
    const now = Date.now();
    const turns = schedules.map((schedule) => this.#turnsOf(schedule).next(now));
    return turns.length === 0 ? undefined : new Date(Math.min(...turns)).toISOString();
  }

  async #inOrder(turnsOf: (turns: CronTurns) => number[]): Promise<PlannedRun[]> {
    const servers = await this.fleet.servers();
    return servers
      .flatMap(({ serverId, jobs }) =>
        jobs.flatMap(({ jobName, schedules }) =>
          schedules.flatMap((schedule) =>
            turnsOf(this.#turnsOf(schedule)).map((at) => ({ jobName, serverId, at, ...schedule })),
          ),
        ),
      )
      .sort((a, b) => a.at - b.at)
      .map(({ jobName, serverId, at, cron, timeZone }) => {
        return { jobName, serverId, at: new Date(at).toISOString(), cron, timeZone };
      });
  }

  #turnsOf({ cron, timeZone }: FleetSchedule): CronTurns {
    const key = `${timeZone} ${cron}`;
    const turns = this.#turns.get(key) ?? new CronTurns(cron, timeZone);
    this.#turns.set(key, turns);
    return turns;
  }
}
