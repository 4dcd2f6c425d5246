import {
  inject,
  LOCALE_ID,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
  type Provider,
} from '@angular/core';
import { fetchTransport, type FetchTransportOptions, type ReconnectPolicy, type StreamWorker } from '@jobwire/client';
import { JobsApi } from './api/jobs-api';
import { LiveSnapshots } from './jobs/live-snapshots';
import { Servers } from './jobs/servers';
import { DirectConnection } from './stream/direct-connection';
import { JobEvents } from './stream/job-events';
import { JobEventsConnection } from './stream/job-events-connection';
import { JobEventsSettings, type TabSharingOptions } from './stream/job-events-settings';
import { SharedConnection } from './tabs/shared-connection';
import { useLocale } from './words/locale';

/** Where the server is. */
export interface JobEventsOptions {
  /** The event stream. Default: `/api/jobs/events`, the gateway's. */
  readonly url?: string;
  /** What the REST addresses begin with. Default: `/api`. */
  readonly apiUrl?: string;
}

/** What a `with...()` function adds to {@link provideJobEvents}. */
export interface JobEventsFeature {
  readonly settings: Partial<JobEventsSettings>;
  readonly providers?: readonly Provider[];
}

/**
 * Sets up the connection to Jobwire. Requests other than the stream go through the application's `HttpClient` and its
 * interceptors.
 */
export function provideJobEvents(
  { url = '/api/jobs/events', apiUrl = '/api' }: JobEventsOptions = {},
  ...features: readonly JobEventsFeature[]
): EnvironmentProviders {
  const settings = features.reduce((given, feature) => ({ ...given, ...feature.settings }), {
    url,
    apiUrl: apiUrl.replace(/\/+$/, ''),
  });
  return makeEnvironmentProviders([
    provideEnvironmentInitializer(() => useLocale(inject(LOCALE_ID))),
    { provide: JobEventsSettings, useValue: new JobEventsSettings(settings) },
    { provide: JobEventsConnection, useClass: DirectConnection },
    JobEvents,
    JobsApi,
    LiveSnapshots,
    Servers,
    ...features.flatMap(({ providers = [] }) => providers),
  ]);
}

/** When to try again after the connection was lost. What is left out stays as in `DEFAULT_RECONNECT`. */
export function withReconnect(policy: Partial<ReconnectPolicy>): JobEventsFeature {
  return { settings: { reconnect: policy } };
}

/** Reads the stream by `fetch` instead of `EventSource`, which cannot send headers. */
export function withFetchTransport(options: FetchTransportOptions = {}): JobEventsFeature {
  return { settings: { transport: fetchTransport(options), request: options } };
}

/**
 * One stream per browser, however many tabs show it: one tab has it and tells the others, and when that one is closed another
 * goes on. Browsers open six connections per host under HTTP/1.1. Where the browser lacks what it takes (Web Locks and
 * BroadcastChannel, which are there on secure pages) each tab has a stream of its own.
 */
export function withTabSharing(options: TabSharingOptions = {}): JobEventsFeature {
  return {
    settings: { tabs: options },
    providers: [DirectConnection, { provide: JobEventsConnection, useClass: SharedConnection }],
  };
}

/**
 * Where more than 200 events come in a second the stream goes on in a worker: reading and checking them takes a slow machine a third
 * of its time, which the page then has for drawing. Below that, and where the worker cannot be started, all stays in the page.
 *
 * ```ts
 * withWorker(() => new Worker(new URL('./job-events.worker', import.meta.url), { type: 'module' }))
 * ```
 *
 * `job-events.worker.ts` calls `serveJobEvents()` of `@jobwire/client/worker`. With `withFetchTransport()` it has no effect: headers
 * cannot be sent from there.
 */
export function withWorker(worker: () => StreamWorker): JobEventsFeature {
  return { settings: { worker } };
}
