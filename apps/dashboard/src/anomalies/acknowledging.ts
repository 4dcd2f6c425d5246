import { inject, Injectable, signal } from '@angular/core';
import { ApiProblem, JobsApi } from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { Person } from '../shell';

/** What came of an acknowledgement. `taken`: somebody else was quicker. */
export type Acknowledged =
  | { readonly outcome: 'sent'; readonly record: NonNullable<AnomalyRecord['acknowledged']> }
  | { readonly outcome: 'taken' };

/** Acknowledges anomalies in the name of who sits here. */
@Injectable({ providedIn: 'root' })
export class Acknowledging {
  readonly #api = inject(JobsApi);
  readonly #person = inject(Person);
  readonly #sending = signal<ReadonlySet<Position>>(new Set());
  readonly #own = signal<ReadonlySet<Position>>(new Set());
  /** What is written about an anomaly and not sent yet: it is there again when one comes back to it. */
  readonly drafts = new Map<Position, string>();

  isSending(anomaly: Position): boolean {
    return this.#sending().has(anomaly);
  }

  /** Whether it was acknowledged from this page. */
  isOwn(anomaly: Position): boolean {
    return this.#own().has(anomaly);
  }

  /** Throws an `ApiProblem` where it could not be sent or was refused for another reason than that it is done. */
  async acknowledge(anomaly: Position, note = ''): Promise<Acknowledged> {
    const by = this.#person.by();
    const said = note.trim() || undefined;
    this.#sending.update((sending) => new Set([...sending, anomaly]));
    try {
      const { position } = await firstValueFrom(this.#api.acknowledge(anomaly, { by, note: said }));
      this.#own.update((own) => new Set([...own, anomaly]));
      this.drafts.delete(anomaly);
      const record = {
        position,
        timestamp: new Date().toISOString(),
        by: by === undefined ? ({ kind: 'api' } as const) : ({ kind: 'person', name: by } as const),
        ...(said === undefined ? {} : { note: said }),
      };
      return { outcome: 'sent', record };
    } catch (error) {
      // Somebody else was quicker: what was wanted is so.
      if (error instanceof ApiProblem && error.status === 409) return { outcome: 'taken' };
      throw error;
    } finally {
      this.#sending.update((sending) => new Set([...sending].filter((position) => position !== anomaly)));
    }
  }
}
