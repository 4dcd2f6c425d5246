import { tellEach } from './tell-each.ts';

/** Who wants to be told of new lines, by run. */
export class Followers {
  readonly #byRun = new Map<string, Set<() => void>>();

  /** Returns the function that ends it. */
  add(jobId: string, onLines: () => void): () => void {
    // A function of its own for each call: the same one given twice is told twice, and ended one by one.
    const follower = (): void => onLines();
    const followers = this.#byRun.get(jobId) ?? new Set();
    this.#byRun.set(jobId, followers.add(follower));
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#byRun.get(jobId) === followers) this.#byRun.delete(jobId);
    };
  }

  tellAll(): void {
    for (const jobId of [...this.#byRun.keys()]) this.tell(jobId);
  }

  tell(jobId: string): void {
    const followers = this.#byRun.get(jobId);
    if (followers) tellEach(followers, (follower) => follower());
  }
}
