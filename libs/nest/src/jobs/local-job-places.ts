import { JobPlaces, type TakenPlace } from './job-places.ts';
import type { RunSubject } from './run-context.ts';

/** The places of the jobs of this process. */
export class LocalJobPlaces extends JobPlaces {
  /** The run that has it, by server and job. */
  readonly #taken = new Map<string, string>();

  async take(run: RunSubject): Promise<string | undefined> {
    const place = placeOf(run);
    const holder = this.#taken.get(place);
    if (holder === undefined) this.#taken.set(place, run.jobId);
    return holder;
  }

  async has(run: RunSubject): Promise<boolean> {
    return this.#taken.get(placeOf(run)) === run.jobId;
  }

  /** Whoever asks at the start finds none: they went with the process before. */
  async taken(serverId: number): Promise<readonly TakenPlace[]> {
    return [...this.#taken]
      .filter(([place]) => place.startsWith(`${serverId} `))
      .map(([place, jobId]) => ({ jobId, jobName: place.slice(`${serverId} `.length) }));
  }

  async passOn(run: RunSubject, next: RunSubject): Promise<boolean> {
    const hasIt = this.#taken.get(placeOf(run)) === run.jobId;
    if (hasIt) this.#taken.set(placeOf(run), next.jobId);
    return hasIt;
  }

  async leave(run: RunSubject): Promise<void> {
    if (this.#taken.get(placeOf(run)) === run.jobId) this.#taken.delete(placeOf(run));
  }
}

function placeOf({ serverId, jobName }: RunSubject): string {
  return `${serverId} ${jobName}`;
}
