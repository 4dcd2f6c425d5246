import { Injectable } from '@nestjs/common';

/** Runs under this server's number that something else works on, such as a queue's workers: they go on when this process dies. */
@Injectable()
export class ForeignRuns {
  readonly #claims: ((jobId: string) => boolean)[] = [];

  /** Claims runs, before the application has started: they are not ended as interrupted. */
  claim(isTheirs: (jobId: string) => boolean): void {
    this.#claims.push(isTheirs);
  }

  has(jobId: string): boolean {
    return this.#claims.some((isTheirs) => isTheirs(jobId));
  }
}
