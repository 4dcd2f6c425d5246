import { Injectable } from '@nestjs/common';
import type { Actor, AnomalyRecord, Position } from '@jobwire/events';
import { ProblemException } from '../problem/problem.ts';
import { JobEvents } from '../publish/job-events.ts';
import { EventStore } from '../store/event-store.ts';

/** Acknowledges anomalies, each once. */
@Injectable()
export class Acknowledgements {
  /** The newest request for each anomaly; those that come meanwhile are answered after it. */
  readonly #underWay = new Map<Position, Promise<Position>>();

  constructor(
    private readonly store: EventStore,
    private readonly events: JobEvents,
  ) {}

  /** The position of the event that says so. Rejects with a {@link ProblemException} 404, or 409 where it is done already. */
  async acknowledge(position: Position, by: Actor, note?: string): Promise<Position> {
    // How the one before ended is told to whoever asked for it.
    const before = this.#underWay.get(position)?.catch(() => undefined);
    const request = Promise.resolve(before).then(() => this.#acknowledge(position, by, note));
    this.#underWay.set(position, request);
    try {
      return await request;
    } finally {
      if (this.#underWay.get(position) === request) this.#underWay.delete(position);
    }
  }

  async #acknowledge(position: Position, by: Actor, note: string | undefined): Promise<Position> {
    const anomaly = await this.store.anomaly(position);
    if (!anomaly) {
      throw new ProblemException(404, 'There is no such anomaly, or it is no longer kept. See GET /api/anomalies.');
    }
    if (anomaly.acknowledged) throw alreadyAcknowledged(anomaly.acknowledged);
    const { jobName, serverId, jobId } = anomaly;
    return this.events.publishNow({
      type: 'anomaly_acknowledged',
      jobName,
      serverId,
      ...(jobId === undefined ? {} : { jobId }),
      by,
      data: { position, ...(note === undefined ? {} : { note }) },
    });
  }
}

function alreadyAcknowledged(acknowledged: NonNullable<AnomalyRecord['acknowledged']>): ProblemException {
  const { by, timestamp } = acknowledged;
  const who = by?.kind === 'person' && by.name !== undefined ? by.name : 'Somebody';
  return new ProblemException(409, `${who} has acknowledged it already, at ${timestamp}.`, { acknowledged });
}
