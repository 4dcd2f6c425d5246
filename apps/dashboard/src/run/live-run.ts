import { DestroyRef, effect, inject, signal, untracked, type Signal } from '@angular/core';
import { JobEvents, JobsApi, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import { applyToRun, comparePositions, type JobRun, type StoredJobEvent } from '@jobwire/events';
import { catchError, EMPTY, filter, merge, Subject, switchMap, tap, type Subscription } from 'rxjs';
import { foldProgress } from './fold-progress';
import { addProgress, NO_PROGRESS, type ProgressTrack } from './progress-track';

/** A run and its events, kept up to date. */
export interface LiveRun {
  readonly run: Signal<JobRun | undefined>;
  /** Its newest events, oldest first; without progress but the last. */
  readonly events: Signal<readonly StoredJobEvent[]>;
  /** How far it came over time. */
  readonly track: Signal<ProgressTrack>;
  readonly status: Signal<LoadStatus>;
  readonly error: Signal<ApiProblem | undefined>;
  reload(): void;
}

/** Loads a run once and follows it by its events; it is loaded anew after a gap. */
export function injectLiveRun(jobId: () => string): LiveRun {
  const stream = inject(JobEvents);
  const api = inject(JobsApi);
  const run = signal<JobRun | undefined>(undefined);
  const events = signal<readonly StoredJobEvent[]>([]);
  const track = signal(NO_PROGRESS);
  const status = signal<LoadStatus>('loading');
  const error = signal<ApiProblem | undefined>(undefined);
  const reloads = new Subject<void>();

  const take = (news: readonly StoredJobEvent[]): void => {
    const last = untracked(events).at(-1)?.position;
    const newer = last === undefined ? news : news.filter(({ position }) => comparePositions(position, last) > 0);
    if (newer.length === 0) return;
    run.update((before) => newer.reduce(applyToRun, before));
    track.update((before) => addProgress(before, newer));
    events.update((before) => foldProgress([...before, ...newer]));
  };

  const follow = (id: string): Subscription => {
    let waiting: StoredJobEvent[] | undefined = [];
    const isOwn = (event: StoredJobEvent): boolean => event.jobId === id;
    // Listens before it loads: what happens in between waits.
    const subscription = stream.batches$.subscribe((batch) => {
      const own = batch.filter(isOwn);
      if (waiting) waiting.push(...own);
      else take(own);
    });
    const tryAgain = stream.recovered$.pipe(filter(() => untracked(status) === 'error'));
    subscription.add(
      merge(stream.loadNow$, tryAgain, reloads)
        .pipe(
          switchMap(() => {
            waiting = [];
            return api.run(id).pipe(
              tap({
                next: ({ events: loaded, ...details }) => {
                  run.set(details);
                  track.set(addProgress(NO_PROGRESS, loaded));
                  events.set(foldProgress(loaded));
                  status.set('ready');
                  error.set(undefined);
                  take(waiting ?? []);
                  waiting = undefined;
                },
                error: (problem: ApiProblem) => {
                  error.set(problem);
                  status.set('error');
                },
              }),
              catchError(() => EMPTY),
            );
          }),
        )
        .subscribe(),
    );
    return subscription;
  };

  let following: Subscription | undefined;
  effect(() => {
    const id = jobId();
    untracked(() => {
      following?.unsubscribe();
      run.set(undefined);
      track.set(NO_PROGRESS);
      events.set([]);
      status.set('loading');
      error.set(undefined);
      following = follow(id);
    });
  });
  inject(DestroyRef).onDestroy(() => following?.unsubscribe());
  return { run, events, track, status, error, reload: () => reloads.next() };
}
