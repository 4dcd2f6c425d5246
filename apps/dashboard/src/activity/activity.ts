import { inject, Injectable, signal, type Signal } from '@angular/core';
import { injectLiveQuery, JobsApi } from '@jobwire/angular';
import { type EventPage, type JobEventType, type StoredJobEvent } from '@jobwire/events';
import { firstValueFrom, from } from 'rxjs';

const MINUTE_MS = 60_000;

/** All but progress, which nobody wants to read later. */
const KEPT: readonly JobEventType[] = ['queued', 'started', 'completed', 'failed', 'cancelled', 'anomaly_detected'];

const HOUR_MS = 60 * MINUTE_MS;

/** How far back it begins: the first of these spans in which enough has happened. */
const SPANS_MS: readonly number[] = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS];
const ENOUGH = 60;
/** What has more in one span is too much for a first view: in a flood the next ones are there in a moment. */
const PAGE = 1_000;

/** Where there are more events the oldest go. */
const MOST_EVENTS = 20_000;

/** The newest of what runs have been through, without their progress: loaded once, from then on kept up to date by events. */
@Injectable({ providedIn: 'root' })
export class Activity {
  readonly #api = inject(JobsApi);
  readonly #events = signal<readonly StoredJobEvent[]>([]);
  readonly #query = injectLiveQuery<EventPage>({
    only: ({ type }) => KEPT.includes(type),
    load: () => from(this.#newestPage()),
    knows: ({ position }) => position,
    loaded: ({ events }, meanwhile) => this.#events.set([...events, ...meanwhile]),
    take: (news) => this.#take(news),
  });

  /** Oldest first. */
  readonly events: Signal<readonly StoredJobEvent[]> = this.#events.asReadonly();
  readonly status = this.#query.status;
  readonly error = this.#query.error;

  reload(): void {
    this.#query.reload();
  }

  async #newestPage(): Promise<EventPage> {
    const now = Date.now();
    const pageOf = (spanMs: number): Promise<EventPage> =>
      firstValueFrom(this.#api.history({ since: now - spanMs, filter: { type: KEPT }, limit: PAGE }));
    let newest: EventPage | undefined;
    let before = 0;
    for (const span of SPANS_MS) {
      const page = await pageOf(span);
      if (page.more) {
        // These would be the oldest of the span. Where the last one is empty, what has happened may fit into one between.
        const narrower = newest?.events.length === 0 ? await pageOf(Math.round(Math.sqrt(before * span))) : newest;
        return narrower && !narrower.more ? narrower : { ...page, events: [] };
      }
      if (page.events.length >= ENOUGH) return page;
      newest = page;
      before = span;
    }
    return newest as EventPage;
  }

  #take(news: readonly StoredJobEvent[]): void {
    this.#events.update((events) => {
      const from = Date.now() - HOUR_MS;
      const all = [...events, ...news].slice(-MOST_EVENTS);
      const oldest = all.findIndex(({ epochMs }) => epochMs >= from);
      return oldest > 0 ? all.slice(oldest) : all;
    });
  }
}
