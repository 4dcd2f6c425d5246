import { computed, DestroyRef, effect, inject, signal, untracked, type Signal } from '@angular/core';
import type { ServerSnapshot } from '@jobwire/events';
import type { ApiProblem } from '../api/api-problem';
import type { LoadStatus } from './live-query';
import type { LiveSnapshot, ServerJob } from './live-snapshot';
import { LiveSnapshots } from './live-snapshots';

/** The jobs of a server, as signals that events keep up to date. */
export interface ServerJobs {
  /** `undefined` until it is loaded. */
  readonly snapshot: Signal<ServerSnapshot | undefined>;
  /** A signal per job: it changes with that job alone. The list changes when a job appears. */
  readonly jobs: Signal<readonly ServerJob[]>;
  readonly status: Signal<LoadStatus>;
  /** Why loading failed, while `status` is `error`. It is tried again by itself. */
  readonly error: Signal<ApiProblem | undefined>;
  /** When it was last known to be true, in milliseconds since 1970; `undefined` while it is live or not loaded. */
  readonly asOf: Signal<number | undefined>;
  /** Loads anew, now. */
  reload(): void;
}

/**
 * The jobs of a server. The snapshot is loaded once, however many show the same server; events keep it up to date from its
 * position on, and it is loaded anew after a gap.
 */
export function injectServerJobs(serverId: number | (() => number)): ServerJobs {
  const live = injectLiveSnapshot(serverId);
  return {
    snapshot: computed(() => live()?.snapshot()),
    jobs: computed(() => live()?.jobs() ?? NONE),
    status: computed(() => live()?.query.status() ?? 'loading'),
    error: computed(() => live()?.query.error()),
    asOf: computed(() => live()?.asOf()),
    reload: () => untracked(live)?.query.reload(),
  };
}

const NONE: readonly ServerJob[] = [];

function injectLiveSnapshot(serverId: number | (() => number)): Signal<LiveSnapshot | undefined> {
  const snapshots = inject(LiveSnapshots);
  if (typeof serverId === 'number') {
    const live = snapshots.acquire(serverId);
    inject(DestroyRef).onDestroy(() => snapshots.release(live));
    return signal(live);
  }
  const current = signal<LiveSnapshot | undefined>(undefined);
  effect((onCleanup) => {
    const id = serverId();
    const live = untracked(() => snapshots.acquire(id));
    current.set(live);
    onCleanup(() => snapshots.release(live));
  });
  return current;
}
