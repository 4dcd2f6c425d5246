import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { JobEventsConnection, provideJobEvents, type JobEventsOptions } from '@jobwire/angular';
import { FakeJobEventsConnection } from './fake-job-events-connection';

/**
 * As `provideJobEvents()`, with a {@link FakeJobEventsConnection} in place of the network. Requests go through the
 * `HttpClient` as ever: answer them by `provideHttpClientTesting()`.
 */
export function provideFakeJobEvents(options: JobEventsOptions = {}): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideJobEvents(options),
    FakeJobEventsConnection,
    { provide: JobEventsConnection, useExisting: FakeJobEventsConnection },
  ]);
}
