import type { RunIds } from './run-id.ts';
import type { ToldRun } from './told-run.ts';

/** So many runs that are over are remembered. Older ones are looked for in the store. */
const MAX_OVER = 10_000;

/** The newest run of each job, by the job's fitted id. */
export class ToldRuns {
  readonly #runs = new Map<string, ToldRun>();
  /** The `jobId` of each that is over, oldest first. */
  readonly #over = new Set<string>();

  constructor(private readonly ids: RunIds) {}

  get(key: string): ToldRun | undefined {
    return this.#runs.get(key);
  }

  set(key: string, run: ToldRun): void {
    this.#runs.set(key, run);
    if (run.state === 'over') this.#forgetOldest(run);
  }

  end(run: ToldRun, endedMs: number): void {
    run.state = 'over';
    run.endedMs = endedMs;
    this.#forgetOldest(run);
  }

  #forgetOldest({ subject }: ToldRun): void {
    this.#over.add(subject.jobId);
    if (this.#over.size <= MAX_OVER) return;
    const [oldest = ''] = this.#over;
    this.#over.delete(oldest);
    const { key = '' } = this.ids.read(oldest) ?? {};
    if (this.#runs.get(key)?.subject.jobId === oldest) this.#runs.delete(key);
  }
}
