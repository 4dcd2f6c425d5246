import { computed, effect, inject, signal, untracked, type Signal } from '@angular/core';
import { JobEvents, JobsApi, LiveQuery, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import { applyToRun, comparePositions, type JobRun, type RunDetails, type StoredJobEvent } from '@jobwire/events';
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
  const query = signal<LiveQuery<RunDetails> | undefined>(undefined);

  const take = (news: readonly StoredJobEvent[]): void => {
    const last = untracked(events).at(-1)?.position;
    const newer = last === undefined ? news : news.filter(({ position }) => comparePositions(position, last) > 0);
    if (newer.length === 0) return;
    run.update((before) => newer.reduce(applyToRun, before));
    track.update((before) => addProgress(before, newer));
    events.update((before) => foldProgress([...before, ...newer]));
  };
  const loaded = ({ events: all, ...details }: RunDetails): void => {
    run.set(details);
    track.set(addProgress(NO_PROGRESS, all));
    events.set(foldProgress(all));
  };

  effect((onCleanup) => {
    const id = jobId();
    untracked(() => {
      run.set(undefined);
      track.set(NO_PROGRESS);
      events.set([]);
      const live = new LiveQuery<RunDetails>(stream, {
        only: (event) => event.jobId === id,
        load: () => api.run(id),
        loaded: (answer, meanwhile) => {
          loaded(answer);
          take(meanwhile);
        },
        take: (news) => {
          if (untracked(run)) take(news);
        },
      });
      query.set(live);
      onCleanup(() => live.stop());
    });
  });
  return {
    run,
    events,
    track,
    status: computed(() => query()?.status() ?? 'loading'),
    error: computed(() => query()?.error()),
    reload: () => untracked(query)?.reload(),
  };
}
