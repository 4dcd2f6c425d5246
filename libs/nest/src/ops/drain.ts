import { Injectable, Optional } from '@nestjs/common';
import { JobRunner } from '../jobs/job-runner.ts';
import { EventStream } from '../stream/event-stream.ts';
import { SideStreams } from '../stream/side-streams.ts';

/** Over how much time streams are ended. */
const SPREAD_MS = 3_000;

/** Takes a program out of service before it is closed, so that nobody misses anything and not all come back at once. */
@Injectable()
export class Drain {
  #hasBegun = false;

  constructor(
    private readonly eventStream: EventStream,
    private readonly sideStreams: SideStreams,
    @Optional() private readonly runner?: JobRunner,
  ) {}

  /** From then on `/health/ready` says no. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /**
   * Resolves when the program may be closed, after that time at most. Runs get to finish first, watched to their end, and
   * what is not done then is interrupted; the streams are ended after them.
   */
  async within(graceMs: number): Promise<void> {
    this.#hasBegun = true;
    const endsAt = performance.now() + graceMs;
    await this.runner?.finish(graceMs - spreadOf(graceMs));
    const spreadMs = spreadOf(endsAt - performance.now());
    await Promise.all([this.eventStream.dismissAll(spreadMs), this.sideStreams.dismissAll(spreadMs)]);
  }
}

function spreadOf(graceMs: number): number {
  return Math.max(0, Math.min(SPREAD_MS, graceMs / 2));
}
