import { HttpClient, HttpErrorResponse, HttpParams } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import {
  filterToQuery,
  type AcceptedRun,
  type AnomalyPage,
  type EventFilter,
  type EventPage,
  type JobInfo,
  type PlannedRun,
  type Position,
  type RunDetails,
  type RunPage,
  type RunStats,
  type ServerInfo,
  type ServerSnapshot,
  type Severity,
} from '@jobwire/events';
import { catchError, retry, tap, throwError, timer, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { JobEventsSettings } from '../stream/job-events-settings';
import { toApiProblem, type ApiProblem } from './api-problem';
import { newIdempotencyKey } from './idempotency-key';

/** So long after a request that was not answered it is sent once more. In milliseconds. */
const RESEND_AFTER_MS = 1_000;

/** What to run where. */
export interface TriggerRequest {
  readonly serverId: number;
  /** Default: none; the job's own defaults apply. */
  readonly input?: unknown;
  /** How long the run is put off, in milliseconds: at most 30 days. It is queued meanwhile. Default: 0. */
  readonly delayMs?: number | undefined;
  /** Who asks: a person's name. */
  readonly by?: string | undefined;
}

/** Who asks a run to stop. */
export interface CancelRequest {
  /** A person's name. */
  readonly by?: string | undefined;
}

/** Who asks for a retry, and with what input. */
export interface RetryRequest extends CancelRequest {
  /** Default: that of the run that is repeated. */
  readonly input?: unknown;
}

/** Which events of the past. */
export interface HistoryQuery {
  /** After this position, or from this time in milliseconds since 1970 on. Default: the oldest event kept. */
  readonly since?: Position | number;
  readonly filter?: EventFilter;
  /** At most so many, up to 10,000. Default: 1,000. */
  readonly limit?: number;
}

/** In which order runs are given: as they began, or those that have ended by how long they ran. */
export type RunsOrder = 'newest' | 'longest' | 'shortest';

/** Which runs, and in which order. Times in milliseconds since 1970. */
export interface RunsQuery {
  /** As `parseRunQuery` of `@jobwire/events` reads it. Default: all. */
  readonly q?: string;
  readonly serverId?: number;
  readonly jobName?: string;
  /** Begun at or after. */
  readonly from?: number | undefined;
  /** Begun before. */
  readonly to?: number | undefined;
  /** Default: `newest`. */
  readonly order?: RunsOrder | undefined;
  /** Of the page before. */
  readonly cursor?: string | undefined;
  /** At most so many, up to 1,000. Default: 50. */
  readonly limit?: number;
}

/** Which anomalies, newest first. */
export interface AnomaliesQuery {
  /** Default: both. */
  readonly state?: 'open' | 'acknowledged';
  readonly serverId?: readonly number[];
  readonly jobName?: readonly string[];
  readonly severity?: readonly Severity[];
  /** Of the page before. */
  readonly cursor?: string | undefined;
  /** At most so many, up to 1,000. Default: 50. */
  readonly limit?: number;
}

/** What somebody says who has seen to an anomaly. */
export interface Acknowledgement {
  /** Who it is: a person's name. */
  readonly by?: string | undefined;
  readonly note?: string | undefined;
}

/** Without an answer for so long a request has failed. In milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Jobwire over HTTP, through the application's `HttpClient` and its interceptors. A request is sent with the subscription
 * and fails with an {@link ApiProblem}, at the latest after 10 seconds.
 */
@Injectable()
export class JobsApi {
  readonly #http = inject(HttpClient);
  readonly #settings = inject(JobEventsSettings);
  readonly #apiUrl = this.#settings.apiUrl;

  servers(): Observable<readonly ServerInfo[]> {
    return this.#list('/servers');
  }

  jobs(): Observable<readonly JobInfo[]> {
    return this.#list('/jobs');
  }

  /** How many runs ended in each minute from a time on, in milliseconds since 1970. Default: the last hour. */
  stats({ from }: { readonly from?: number } = {}): Observable<RunStats> {
    const params = new HttpParams({ fromObject: from === undefined ? {} : { from } });
    return this.#get('/stats', 'steps', params);
  }

  /** What is planned, the next first. */
  schedule(): Observable<readonly PlannedRun[]> {
    return this.#list('/schedule');
  }

  /** The statuses of a server's jobs, and the position they are true at. */
  snapshot(serverId: number): Observable<ServerSnapshot> {
    return this.#get(`/servers/${serverId}/jobs`, 'jobs');
  }

  /** A page of runs. Ask on with its `cursor` until it is null. */
  runs({ q, ...query }: RunsQuery = {}): Observable<RunPage> {
    const given = Object.entries({ ...query, q: q === '' ? undefined : q }).filter(([, value]) => value !== undefined);
    const params = new HttpParams({ fromObject: Object.fromEntries(given) as Record<string, string | number> });
    return this.#get('/runs', 'items', params);
  }

  run(jobId: string): Observable<RunDetails> {
    return this.#get(`/runs/${encodeURIComponent(jobId)}`, 'events');
  }

  /** A page of past events, oldest first. Ask on from its `position` while there are `more`. */
  history({ since, filter = {}, limit }: HistoryQuery = {}): Observable<EventPage> {
    const params = new HttpParams({
      fromObject: {
        ...Object.fromEntries(filterToQuery(filter)),
        ...(since === undefined ? {} : { since }),
        ...(limit === undefined ? {} : { limit }),
      },
    });
    const headers = { Accept: 'application/json' };
    return this.#http
      .get<EventPage>(this.#settings.url, { params, headers, timeout: TIMEOUT_MS })
      .pipe(answersWith('events'));
  }

  /** A page of anomalies, newest first. Ask on with its `cursor` until it is null. */
  anomalies({ serverId, jobName, severity, ...query }: AnomaliesQuery = {}): Observable<AnomalyPage> {
    const lists = Object.entries({ serverId, jobName, severity }).filter(([, values]) => values?.length);
    const given = [...Object.entries(query), ...lists.map(([name, values]) => [name, values?.join(',')])];
    const params = new HttpParams({
      fromObject: Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Record<string, string>,
    });
    return this.#get('/anomalies', 'items', params);
  }

  /** Says that somebody has seen to an anomaly. The problem has status 409 where somebody else was quicker. */
  acknowledge(anomaly: Position, { by, note }: Acknowledgement = {}): Observable<{ readonly position: Position }> {
    const body = { ...(note === undefined ? {} : { note }), ...(by === undefined ? {} : { by }) };
    return this.#post(`/anomalies/${encodeURIComponent(anomaly)}/acknowledge`, body);
  }

  /** Where the log of a run is streamed from: messages `log`, then `end`. */
  runLogUrl(jobId: string): string {
    return `${this.#apiUrl}/runs/${encodeURIComponent(jobId)}/log`;
  }

  /**
   * Runs a job. Where it is running there already the problem has status 409 and the `jobId` of that run. The same
   * `idempotencyKey` gives the same run for 24 hours, however often it is sent: so what is not answered is sent once more.
   */
  trigger(
    jobName: string,
    { serverId, input, delayMs, by }: TriggerRequest,
    idempotencyKey = newIdempotencyKey(),
  ): Observable<AcceptedRun> {
    const headers = { 'Idempotency-Key': idempotencyKey };
    const body = {
      serverId,
      ...(input === undefined ? {} : { input }),
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(by === undefined ? {} : { by }),
    };
    return this.#post<AcceptedRun>(`/jobs/${encodeURIComponent(jobName)}/trigger`, body, headers).pipe(resendOnce());
  }

  /** Asks a run to stop. Its end comes as an event. */
  cancel(jobId: string, { by }: CancelRequest = {}): Observable<AcceptedRun> {
    return this.#post(`/runs/${encodeURIComponent(jobId)}/cancel`, by === undefined ? {} : { by });
  }

  /** Runs again what has ended, as a new run: with the same input, unless another is given. */
  retry(jobId: string, { input, by }: RetryRequest = {}): Observable<AcceptedRun> {
    const body = { ...(input === undefined ? {} : { input }), ...(by === undefined ? {} : { by }) };
    return this.#post(`/runs/${encodeURIComponent(jobId)}/retry`, body);
  }

  #list<Item>(path: string): Observable<readonly Item[]> {
    return this.#http.get<readonly Item[]>(this.#apiUrl + path, { timeout: TIMEOUT_MS }).pipe(answersWith('map'));
  }

  #get<Answer extends object>(path: string, member: keyof Answer, params?: HttpParams): Observable<Answer> {
    return this.#http
      .get<Answer>(this.#apiUrl + path, { timeout: TIMEOUT_MS, ...(params && { params }) })
      .pipe(answersWith(member));
  }

  /** All that is asked to happen is answered with the position of what was stored of it. */
  #post<Answer extends { readonly position: Position }>(
    path: string,
    body: unknown = {},
    headers: Record<string, string> = {},
  ): Observable<Answer> {
    return this.#http
      .post<Answer>(this.#apiUrl + path, body, { headers, timeout: TIMEOUT_MS })
      .pipe(answersWith('position'));
  }
}

function resendOnce<Answer>(): MonoTypeOperatorFunction<Answer> {
  return retry({
    count: 1,
    delay: (problem: ApiProblem) => (problem.status === 0 ? timer(RESEND_AFTER_MS) : throwError(() => problem)),
  });
}

/** An answer of Jobwire has such a member. What a proxy or a sign-in answers in its place, or half an answer, is a problem. */
function answersWith<Answer extends object>(member: keyof Answer): MonoTypeOperatorFunction<Answer> {
  return (source) =>
    source.pipe(
      tap((answer) => {
        if ((answer as Answer | null)?.[member] === undefined)
          throw toApiProblem(new HttpErrorResponse({ status: 200 }));
      }),
      catchError((error: unknown) => throwError(() => toApiProblem(error))),
    );
}
