import { inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import type { ServerInfo, StoredJobEvent } from '@jobwire/events';
import type { ApiProblem } from '../api/api-problem';
import { JobsApi } from '../api/jobs-api';
import { injectLiveQuery, type LoadStatus } from './live-query';

/** The servers, as signals. */
export interface ServerList {
  /** Empty until it is loaded. */
  readonly servers: Signal<readonly ServerInfo[]>;
  readonly status: Signal<LoadStatus>;
  /** Why loading failed, while `status` is `error`. It is tried again by itself. */
  readonly error: Signal<ApiProblem | undefined>;
  /** Loads anew, now. */
  reload(): void;
}

/** The list of servers: loaded once, and again after a gap and when a server publishes that is not listed yet. */
@Injectable()
export class Servers implements ServerList {
  readonly #api = inject(JobsApi);
  readonly #servers = signal<readonly ServerInfo[]>([]);
  /** Servers that the list was loaded for once already, whether it named them then or not. */
  readonly #asked = new Set<number>();

  readonly #query = injectLiveQuery<readonly ServerInfo[]>({
    load: () => this.#api.servers(),
    loaded: (servers, meanwhile) => this.#loaded(servers, meanwhile),
    take: (news) => this.#take(news),
  });

  readonly servers: Signal<readonly ServerInfo[]> = this.#servers.asReadonly();
  readonly status = this.#query.status;
  readonly error = this.#query.error;

  reload(): void {
    this.#query.reload();
  }

  #loaded(servers: readonly ServerInfo[], meanwhile: readonly StoredJobEvent[]): void {
    // One that is listed no more, as after a history that was lost, is news when it publishes again.
    for (const { serverId } of untracked(this.#servers)) this.#asked.delete(serverId);
    for (const { serverId } of servers) this.#asked.add(serverId);
    this.#servers.set(servers);
    this.#take(meanwhile);
  }

  #take(batch: readonly StoredJobEvent[]): void {
    const seen = new Set(batch.map(({ serverId }) => serverId));
    const isBack = (server: ServerInfo): boolean => !server.online && seen.has(server.serverId);
    if (untracked(this.#servers).some(isBack)) {
      this.#servers.update((servers) =>
        servers.map((server) => (isBack(server) ? { ...server, online: true } : server)),
      );
    }
    const hasNew = [...seen].some((serverId) => !this.#asked.has(serverId));
    for (const serverId of seen) this.#asked.add(serverId);
    if (hasNew) this.#query.reload();
  }
}

/** The servers: loaded once, however many show them, and again when a new one appears. */
export function injectServers(): ServerList {
  return inject(Servers);
}
