import { inject, Injectable } from '@angular/core';
import type { JobInfo } from '@jobwire/events';
import { Kept } from '../shell';
import type { RunInput } from './input-field';
import { withoutSecrets } from './without-secrets';

/** What a job was run with, from this browser. */
export interface LastInput {
  readonly input: RunInput;
  /** When, ISO 8601. */
  readonly at: string;
}

/** With what each job was run last on each server: kept in this browser, without secrets. */
@Injectable({ providedIn: 'root' })
export class LastInputs {
  readonly #kept = inject(Kept);

  of(job: JobInfo, serverId: number): LastInput | undefined {
    const { input, at } = read(this.#kept.read(nameOf(job, serverId))) ?? {};
    if (typeof input !== 'object' || input === null || typeof at !== 'string' || Number.isNaN(Date.parse(at))) {
      return undefined;
    }
    // What has become a secret since is none of ours any more.
    return { input: withoutSecrets(job.input, input as RunInput), at };
  }

  keep(job: JobInfo, serverId: number, input: RunInput): void {
    const last: LastInput = { input: withoutSecrets(job.input, input), at: new Date().toISOString() };
    this.#kept.write(nameOf(job, serverId), JSON.stringify(last));
  }
}

function nameOf({ jobName }: JobInfo, serverId: number): string {
  return `last-input.${serverId}.${jobName}`;
}

function read(kept: string | undefined): Partial<Record<keyof LastInput, unknown>> | null | undefined {
  try {
    return kept === undefined ? undefined : (JSON.parse(kept) as Partial<Record<keyof LastInput, unknown>> | null);
  } catch {
    // SyntaxError: somebody else wrote there.
    return undefined;
  }
}
