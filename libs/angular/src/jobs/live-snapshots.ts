import { inject, Injectable } from '@angular/core';
import { JobsApi } from '../api/jobs-api';
import { JobEvents } from '../stream/job-events';
import { LiveSnapshot } from './live-snapshot';

/** The snapshots in use: all who show a server share one. */
@Injectable()
export class LiveSnapshots {
  readonly #events = inject(JobEvents);
  readonly #api = inject(JobsApi);
  readonly #inUse = new Map<number, { readonly live: LiveSnapshot; users: number }>();

  /** Give it back with {@link release}. */
  acquire(serverId: number): LiveSnapshot {
    const entry = this.#inUse.get(serverId) ?? { live: new LiveSnapshot(serverId, this.#events, this.#api), users: 0 };
    this.#inUse.set(serverId, entry);
    entry.users++;
    return entry.live;
  }

  release({ serverId }: LiveSnapshot): void {
    const entry = this.#inUse.get(serverId);
    if (!entry || --entry.users > 0) return;
    entry.live.query.stop();
    this.#inUse.delete(serverId);
  }
}
