import { DestroyRef, inject, Injectable, signal, type Signal } from '@angular/core';
import { JobEvents, JobsApi } from '@jobwire/angular';
import type { JobInfo } from '@jobwire/events';
import { catchError, EMPTY, filter, merge, switchMap } from 'rxjs';

/** The jobs that servers run, by name: loaded once. */
@Injectable({ providedIn: 'root' })
export class Catalog {
  readonly #jobs = signal<ReadonlyMap<string, JobInfo>>(new Map());
  readonly jobs: Signal<ReadonlyMap<string, JobInfo>> = this.#jobs.asReadonly();

  constructor() {
    const api = inject(JobsApi);
    const events = inject(JobEvents);
    const tryAgain = events.recovered$.pipe(filter(() => this.#jobs().size === 0));
    const subscription = merge(events.loadNow$, tryAgain)
      .pipe(
        // Without the catalog there are no buttons; it is tried again with the next sign of life.
        switchMap(() => api.jobs().pipe(catchError(() => EMPTY))),
      )
      .subscribe((jobs) => this.#jobs.set(new Map(jobs.map((job) => [job.jobName, job]))));
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }
}
