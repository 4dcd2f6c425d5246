import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { fetchTransport, type FetchTransportOptions, type ReconnectPolicy } from '@jobwire/client';
import { JobsApi } from './api/jobs-api';
import { LiveSnapshots } from './jobs/live-snapshots';
import { Servers } from './jobs/servers';
import { DirectConnection } from './stream/direct-connection';
import { JobEvents } from './stream/job-events';
import { JobEventsConnection } from './stream/job-events-connection';
import { JobEventsSettings } from './stream/job-events-settings';

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
    { provide: JobEventsSettings, useValue: new JobEventsSettings(settings) },
    { provide: JobEventsConnection, useClass: DirectConnection },
    JobEvents,
    JobsApi,
    LiveSnapshots,
    Servers,
  ]);
}

/** When to try again after the connection was lost. What is left out stays as in `DEFAULT_RECONNECT`. */
export function withReconnect(policy: Partial<ReconnectPolicy>): JobEventsFeature {
  return { settings: { reconnect: policy } };
}

/** Reads the stream by `fetch` instead of `EventSource`, which cannot send headers. */
export function withFetchTransport(options: FetchTransportOptions = {}): JobEventsFeature {
  return { settings: { transport: fetchTransport(options) } };
}
