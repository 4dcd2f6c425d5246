import { DestroyRef, inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import type { ServerInfo, StoredJobEvent } from '@jobwire/events';
import { defer, merge, Subject, switchMap, tap, type Observable } from 'rxjs';
import type { ApiProblem } from '../api/api-problem';
import { JobsApi } from '../api/jobs-api';
import { JobEvents } from '../stream/job-events';
import type { LoadStatus } from './live-snapshot';
import { retryLoad } from './retry-load';

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
  readonly #events = inject(JobEvents);
  readonly #api = inject(JobsApi);
  readonly #servers = signal<readonly ServerInfo[]>([]);
  readonly #status = signal<LoadStatus>('loading');
  readonly #error = signal<ApiProblem | undefined>(undefined);
  readonly #reloads = new Subject<void>();
  /** Servers that the list was loaded for once already, whether it named them then or not. */
  readonly #asked = new Set<number>();

  readonly servers: Signal<readonly ServerInfo[]> = this.#servers.asReadonly();
  readonly status: Signal<LoadStatus> = this.#status.asReadonly();
  readonly error: Signal<ApiProblem | undefined> = this.#error.asReadonly();

  constructor() {
    const subscription = this.#events.batches$.subscribe((batch) => this.#take(batch));
    subscription.add(
      merge(this.#events.loadNow$, this.#reloads)
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }

  reload(): void {
    if (untracked(this.#status) === 'error') this.#status.set('loading');
    this.#reloads.next();
  }

  #load(): Observable<readonly ServerInfo[]> {
    return defer(() => this.#api.servers()).pipe(
      tap({ next: (servers) => this.#loaded(servers), error: (problem: ApiProblem) => this.#failed(problem) }),
      retryLoad(this.#events.recovered$),
    );
  }

  #loaded(servers: readonly ServerInfo[]): void {
    for (const { serverId } of servers) this.#asked.add(serverId);
    this.#servers.set(servers);
    this.#error.set(undefined);
    this.#status.set('ready');
  }

  #failed(problem: ApiProblem): void {
    this.#error.set(problem);
    this.#status.set('error');
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
    if (hasNew) this.#reloads.next();
  }
}

/** The servers: loaded once, however many show them, and again when a new one appears. */
export function injectServers(): ServerList {
  return inject(Servers);
}
