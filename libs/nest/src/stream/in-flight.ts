/** One answer for all who ask the same while it is being found. */
export class InFlight<Answer> {
  readonly #finding = new Map<string, Promise<Answer>>();

  ask(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const before = this.#finding.get(key);
    if (before) return before;
    const finding = find().finally(() => {
      if (this.#finding.get(key) === finding) this.#finding.delete(key);
    });
    this.#finding.set(key, finding);
    return finding;
  }

  /** What is being found is for those who asked for it, and for nobody else. */
  forget(): void {
    this.#finding.clear();
  }
}
