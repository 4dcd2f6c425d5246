import { Injectable } from '@nestjs/common';
import { defineJobs } from '@jobwire/events';
import { z } from 'zod';
import type { JobContext, JobHandler } from '../jobs/job-context.ts';
import { Job } from '../jobs/job.ts';

const copying = {
  input: z.strictObject({ files: z.int().min(1).default(1), from: z.string().optional() }),
  result: z.object({ copied: z.int(), note: z.string().optional() }),
};

const jobs = defineJobs({
  'copy-files': { key: 'copyFiles', label: 'Copy files', description: 'Copies files.', ...copying },
  'move-files': { key: 'moveFiles', label: 'Move files', ...copying },
});

type Copying = (typeof jobs)['copy-files'];

/** A run that has begun and does nothing but what the test does with it. */
interface HeldRun {
  readonly context: JobContext<Copying>;
  complete(result: { copied: number; note?: string }): void;
  fail(error: unknown): void;
}

/** A job whose runs end when the test, or an abort, ends them. */
export class HeldJob implements JobHandler<Copying> {
  /** How many runs work at this moment. */
  working = 0;
  ignoresAbort = false;
  readonly #begun: HeldRun[] = [];
  #wake = (): void => undefined;

  async run(context: JobContext<Copying>): Promise<{ copied: number }> {
    this.working++;
    try {
      return await new Promise<{ copied: number }>((complete, fail) => {
        if (!this.ignoresAbort) context.signal.addEventListener('abort', () => fail(context.signal.reason as Error));
        this.#begun.push({ context, complete, fail });
        this.#wake();
      });
    } finally {
      this.working--;
    }
  }

  /** The next run that begins. */
  async next(): Promise<HeldRun> {
    while (this.#begun.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#begun.shift() as HeldRun;
  }
}

@Injectable()
@Job(jobs['copy-files'])
export class CopyFiles extends HeldJob {}

@Injectable()
@Job(jobs['move-files'])
export class MoveFiles extends HeldJob {}
