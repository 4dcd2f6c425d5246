import { inject, Injectable, signal, type Signal } from '@angular/core';
import { injectLiveQuery, JobsApi } from '@jobwire/angular';
import { comparePositions, type EventPage, type JobEventType, type StoredJobEvent } from '@jobwire/events';
import { firstValueFrom, from } from 'rxjs';

const MINUTE_MS = 60_000;

/** All but progress, which nobody wants to read later. */
const KEPT: readonly JobEventType[] = ['queued', 'started', 'completed', 'failed', 'cancelled', 'anomaly_detected'];

/** How far back it goes: the longest of these spans whose events fit into one page. */
const SPANS_MS: readonly number[] = [60 * MINUTE_MS, 10 * MINUTE_MS, MINUTE_MS];
const PAGE = 10_000;

/** Where there are more events the oldest go. */
const MOST_EVENTS = 20_000;

interface Loaded {
  readonly since: number;
  readonly page: EventPage;
}

/** What runs have been through lately, without their progress: loaded once, from then on kept up to date by events. */
@Injectable({ providedIn: 'root' })
export class Activity {
  readonly #api = inject(JobsApi);
  readonly #events = signal<readonly StoredJobEvent[]>([]);
  readonly #since = signal(Date.now());
  readonly #query = injectLiveQuery<Loaded>({
    only: ({ type }) => KEPT.includes(type),
    load: () => from(this.#newestPage()),
    loaded: (answer, meanwhile) => this.#loaded(answer, meanwhile),
    take: (news) => this.#take(news),
  });

  /** Oldest first. */
  readonly events: Signal<readonly StoredJobEvent[]> = this.#events.asReadonly();
  /** From when on none is missing, in milliseconds since 1970. */
  readonly since: Signal<number> = this.#since.asReadonly();
  readonly status = this.#query.status;
  readonly error = this.#query.error;

  reload(): void {
    this.#query.reload();
  }

  async #newestPage(): Promise<Loaded> {
    const now = Date.now();
    for (const [index, span] of SPANS_MS.entries()) {
      const since = now - span;
      const page = await firstValueFrom(this.#api.history({ since, filter: { type: KEPT }, limit: PAGE }));
      if (!page.more || index === SPANS_MS.length - 1) return { since, page };
    }
    throw new Error('There is no span to load.');
  }

  #loaded({ since, page: { events, position } }: Loaded, meanwhile: readonly StoredJobEvent[]): void {
    const news = meanwhile.filter((event) => comparePositions(event.position, position) > 0);
    this.#events.set([...events, ...news]);
    this.#since.set(since);
  }

  #take(news: readonly StoredJobEvent[]): void {
    this.#events.update((events) => {
      const from = Date.now() - (SPANS_MS[0] ?? 0);
      const all = [...events, ...news].slice(-MOST_EVENTS);
      const oldest = all.findIndex(({ epochMs }) => epochMs >= from);
      return oldest > 0 ? all.slice(oldest) : all;
    });
  }
}
