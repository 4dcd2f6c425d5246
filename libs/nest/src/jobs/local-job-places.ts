import type { PlaceHold } from '../store/event-store.ts';
import { JobPlaces, type TakenPlace, type Taking } from './job-places.ts';
import type { RunSubject } from './run-context.ts';

/** The places of the jobs of this process. */
export class LocalJobPlaces extends JobPlaces {
  /** The run that has it, by server and job. */
  readonly #taken = new Map<string, string>();

  async take(run: RunSubject): Promise<Taking> {
    const holder = this.#taken.get(placeOf(run));
    return holder === undefined ? { hold: this.#give(run) } : { holder };
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

  async passOn(run: RunSubject, next: RunSubject): Promise<PlaceHold | undefined> {
    const holder = this.#taken.get(placeOf(run));
    return holder === run.jobId || holder === next.jobId ? this.#give(next) : undefined;
  }

  beginning(run: RunSubject): PlaceHold {
    return holdOf(run);
  }

  async leave(run: RunSubject): Promise<void> {
    if (this.#taken.get(placeOf(run)) === run.jobId) this.#taken.delete(placeOf(run));
  }

  async giveBack({ place, holder }: PlaceHold): Promise<void> {
    if (this.#taken.get(place) === holder) this.#taken.delete(place);
  }

  #give(run: RunSubject): PlaceHold {
    this.#taken.set(placeOf(run), run.jobId);
    return holdOf(run);
  }
}

function holdOf(run: RunSubject): PlaceHold {
  const { jobId } = run;
  return { place: placeOf(run), holder: jobId, stored: jobId };
}

function placeOf({ serverId, jobName }: RunSubject): string {
  return `${serverId} ${jobName}`;
}
