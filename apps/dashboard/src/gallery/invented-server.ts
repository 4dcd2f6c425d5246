import type { Provider } from '@angular/core';
import { ApiProblem, JobsApi } from '@jobwire/angular';
import type { FakeJobEventsConnection } from '@jobwire/angular/testing';
import { BEGINNING, type AcceptedRun, type JobStatus, type RunDetails, type ServerInfo } from '@jobwire/events';
import { NEVER, of, throwError, type Observable } from 'rxjs';

/** A job server of an example's own. It answers without a network. */
export interface InventedServer {
  readonly info: ServerInfo;
  readonly jobs: readonly JobStatus[] | ApiProblem | 'no answer';
  /** What becomes of an order to run a job. Default: no answer. */
  readonly order?: ApiProblem;
  /** The run that is in the way of an order. */
  readonly run?: RunDetails;
  /** What else the example has of its own. */
  readonly providers?: readonly Provider[];
  /** What the stream gives, once the example is on the page. Returns what ends it, where it goes on. Default: {@link open}. */
  readonly play?: Play;
}

export type Play = (stream: FakeJobEventsConnection, element: HTMLElement) => (() => void) | void;

/** The stream opens, and stays quiet. */
export const open: Play = (stream) => stream.hello();

/** `JobsApi`, as far as the components ask it, answered by an invented server. */
export function provideInventedApi({ info, jobs, order, run }: InventedServer): Provider {
  const orders = (): Observable<AcceptedRun> => answer(order ?? 'no answer');
  const api: Pick<JobsApi, 'servers' | 'snapshot' | 'run' | 'trigger' | 'cancel' | 'retry'> = {
    servers: () => of([info]),
    snapshot: (serverId) =>
      jobs === 'no answer' || jobs instanceof ApiProblem
        ? answer(jobs)
        : of({ serverId, position: BEGINNING, jobs: [...jobs] }),
    run: () => (run ? of(run) : NEVER),
    trigger: orders,
    cancel: orders,
    retry: orders,
  };
  return { provide: JobsApi, useValue: api };
}

function answer(problem: ApiProblem | 'no answer'): Observable<never> {
  return problem === 'no answer' ? NEVER : throwError(() => problem);
}
