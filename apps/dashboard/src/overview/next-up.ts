import { Component, computed, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { formatIcu, formatRoughDuration, formatTime, injectNow, JobEvents, JobsApi } from '@jobwire/angular';
import type { PlannedRun } from '@jobwire/events';
import type { Subscription } from 'rxjs';
import { Glyph } from '../glyph/glyph';
import { Appearance } from '../shell';

const MOST_SHOWN = 4;

/** What is planned next. Turns of one job at one time stand in one line. */
@Component({
  selector: 'app-next-up',
  imports: [Glyph],
  templateUrl: './next-up.html',
  styleUrl: './next-up.css',
  // Else the gap beside it would be there without it.
  host: { '[hidden]': 'lines().length === 0' },
})
export class NextUp {
  readonly #api = inject(JobsApi);
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #clock = injectNow();
  readonly #planned = signal<readonly PlannedRun[]>([]);
  #loading: Subscription | undefined;

  readonly #now = computed(() => this.#events.asOf() ?? this.#clock());
  /** The turn that comes first has passed: what is next is known by the server. */
  readonly #isPast = computed(() => {
    const [first] = this.#planned();
    return first !== undefined && Date.parse(first.at) < this.#now();
  });
  protected readonly lines = computed(() => {
    const turns = new Map<string, { jobName: string; at: number; servers: number }>();
    for (const { jobName, at } of this.#planned()) {
      const key = `${at} ${jobName}`;
      const turn = turns.get(key) ?? { jobName, at: Date.parse(at), servers: 0 };
      turns.set(key, { ...turn, servers: turn.servers + 1 });
    }
    return [...turns.values()]
      .filter(({ at }) => at >= this.#now())
      .slice(0, MOST_SHOWN)
      .map(({ jobName, at, servers }) => ({
        key: `${at} ${jobName}`,
        jobName,
        dateTime: new Date(at).toISOString(),
        time: formatTime(at, { to: 'minute', timeZone: this.#timeZone() }),
        servers: formatIcu($localize`{SERVERS, plural, =1 {1 server} other {{SERVERS} servers}}`, { SERVERS: servers }),
        when: $localize`:From now:in ${formatRoughDuration(at - this.#now())}:DURATION:`,
      }));
  });

  constructor() {
    const again = this.#events.loadNow$.subscribe(() => this.#load());
    effect(() => {
      if (this.#isPast()) untracked(() => this.#load());
    });
    inject(DestroyRef).onDestroy(() => {
      again.unsubscribe();
      this.#loading?.unsubscribe();
    });
  }

  #load(): void {
    this.#loading?.unsubscribe();
    this.#loading = this.#api.schedule().subscribe({
      next: (planned) => this.#planned.set(planned),
      // An ApiProblem: a job server without schedules. The panel then stays away.
      error: () => this.#planned.set([]),
    });
  }
}
