/**
 * What was published and triggered, and what was answered. A batch is published once: one whose answer was lost may be in
 * the store or not, and its numbers are not used again. A trigger has a key, and is asked for until it is answered.
 */
export class Ledger {
  /**
   * `{ numbers, position, isAcknowledged }`; `position` as in the 201. The 202 has none: the events are kept for a Redis that
   * is away.
   */
  batches = [];
  /** By key: `{ jobName, jobIds, asked }`, the runs that it was answered with, and each `{ at, endedAt, url, answer }`. */
  triggers = new Map();
  /** Answers that nobody should get. */
  surprises = [];
  #number = 0;

  nextNumber() {
    return ++this.#number;
  }

  published(numbers) {
    const batch = { numbers, position: undefined, isAcknowledged: false };
    this.batches.push(batch);
    return batch;
  }

  triggered(key, jobName) {
    const trigger = { jobName, jobIds: new Set(), asked: [] };
    this.triggers.set(key, trigger);
    return trigger;
  }

  get acknowledged() {
    return this.batches.filter(({ isAcknowledged }) => isAcknowledged);
  }

  /** Events and runs that are known to be stored. */
  get counts() {
    return {
      events: this.acknowledged.reduce((sum, { numbers }) => sum + numbers.length, 0),
      runs: [...this.triggers.values()].filter(({ jobIds }) => jobIds.size > 0).length,
    };
  }
}

/** The number that a published event carries; `undefined` for those of real runs. */
export function numberOf({ data, type }) {
  return type === 'anomaly_detected' ? data.evidence?.number : data?.number;
}
