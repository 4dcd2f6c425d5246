import { inject, Injectable, signal, type Signal } from '@angular/core';
import { JobsApi, type ApiProblem } from '@jobwire/angular';
import type { JobInfo, ServerInfo } from '@jobwire/events';
import { catchError, from, map, mergeMap, of, tap, type Observable } from 'rxjs';
import { RunNotifications } from '../notify/run-notifications';
import { Person } from '../shell';
import type { RunInput } from './input-field';
import { LastInputs } from './last-inputs';

/** Requests at a time. */
const AT_ONCE = 4;

export type Place = Pick<ServerInfo, 'serverId' | 'name'>;

/** What is to be run, the same on each server. */
export interface Launch {
  readonly input: RunInput;
  /** How long it is put off, in milliseconds. Default: not at all. */
  readonly delayMs?: number;
  /** They want to be told of each run's end. */
  readonly wantsNotice: boolean;
}

/** What came of it on a server. */
export type Launched = { readonly server: Place } & (
  | { readonly state: 'sending' }
  | { readonly state: 'started'; readonly jobId: string }
  /** `jobId`: the run that is in the way. */
  | { readonly state: 'refused'; readonly why: string; readonly jobId?: string | undefined }
);

/** Runs a job on several servers, each by a request of its own. */
@Injectable({ providedIn: 'root' })
export class RunLaunches {
  readonly #api = inject(JobsApi);
  readonly #last = inject(LastInputs);
  readonly #notifications = inject(RunNotifications);
  readonly #person = inject(Person);

  /** Sends at once, and says what came of it so far. */
  send(job: JobInfo, servers: readonly Place[], launch: Launch): Signal<readonly Launched[]> {
    const launched = signal<readonly Launched[]>(servers.map((server) => ({ server, state: 'sending' })));
    from(servers)
      .pipe(mergeMap((server) => this.#send(job, server, launch), AT_ONCE))
      .subscribe((result) =>
        launched.update((all) => all.map((one) => (one.server.serverId === result.server.serverId ? result : one))),
      );
    return launched.asReadonly();
  }

  #send(job: JobInfo, server: Place, { input, delayMs, wantsNotice }: Launch): Observable<Launched> {
    const { serverId } = server;
    this.#last.keep(job, serverId, input);
    return this.#api.trigger(job.jobName, { serverId, input, delayMs, by: this.#person.by() }).pipe(
      tap(({ jobId }) => {
        if (wantsNotice) void this.#notifications.follow(jobId);
      }),
      map(({ jobId }) => ({ server, state: 'started' as const, jobId })),
      catchError(({ status, detail, jobId }: ApiProblem) => {
        const isInTheWay = status === 409 && jobId !== undefined;
        const why = isInTheWay ? $localize`:Of a server:It is running there already.` : detail;
        return of({ server, state: 'refused' as const, why, jobId });
      }),
    );
  }
}
