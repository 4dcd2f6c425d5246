import PQueue from 'p-queue';
import { callAt } from './call-at.ts';
import type { QueuedRun } from './queued-run.ts';
import type { RunSubject } from './run-context.ts';
import { RunQueue } from './run-queue.ts';

/** The runs of this process. They are lost with it. */
export class LocalRunQueue extends RunQueue {
  readonly isDurable = false;
  readonly #turns: PQueue;
  /** By jobId, with how it is called off. */
  readonly #planned = new Map<string, { readonly run: QueuedRun; readonly callOff: () => void }>();
  /** Those that wait for room, by jobId, in the order of their turns. */
  readonly #waiting = new Map<string, QueuedRun>();
  #execute = async (_run: QueuedRun): Promise<void> => undefined;

  /** `serverId` is whose runs they are; `concurrency` how many may have their turn at the same time. */
  constructor(
    private readonly serverId: number,
    concurrency: number,
  ) {
    super();
    this.#turns = new PQueue({ concurrency, autoStart: false });
  }

  async start(execute: (run: QueuedRun) => Promise<void>): Promise<void> {
    this.#execute = execute;
    this.#turns.start();
  }

  async add(run: QueuedRun): Promise<void> {
    const startsMs = run.startsAt === undefined ? 0 : Date.parse(run.startsAt);
    if (startsMs <= Date.now()) return this.#queue(run);
    this.#planned.set(run.subject.jobId, { run, callOff: callAt(startsMs, () => this.#queue(run)) });
  }

  async remove({ jobId }: RunSubject): Promise<boolean> {
    this.#planned.get(jobId)?.callOff();
    return this.#planned.delete(jobId) || this.#waiting.delete(jobId);
  }

  async waiting(serverId: number): Promise<readonly string[] | undefined> {
    return serverId === this.serverId ? [...this.#waiting.keys()] : undefined;
  }

  async finish(): Promise<void> {
    await this.#turns.onIdle();
  }

  abandon(): readonly QueuedRun[] {
    const planned = [...this.#planned.values()];
    for (const { callOff } of planned) callOff();
    const lost = [...this.#waiting.values(), ...planned.map(({ run }) => run)];
    this.#planned.clear();
    this.#waiting.clear();
    return lost;
  }

  #queue(run: QueuedRun): void {
    const { jobId } = run.subject;
    this.#planned.delete(jobId);
    this.#waiting.set(jobId, run);
    void this.#turns.add(async () => {
      if (this.#waiting.delete(jobId)) await this.#execute(run);
    });
  }
}
