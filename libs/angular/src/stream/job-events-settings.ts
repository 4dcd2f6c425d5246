import type { ReconnectPolicy, Transport } from '@jobwire/client';

/** Where the server is and how it is reached. `provideJobEvents()` makes it. */
export class JobEventsSettings {
  readonly url: string;
  readonly apiUrl: string;
  readonly reconnect: Partial<ReconnectPolicy> | undefined;
  readonly transport: Transport | undefined;

  constructor(given: Pick<JobEventsSettings, 'url' | 'apiUrl'> & Partial<JobEventsSettings>) {
    this.url = given.url;
    this.apiUrl = given.apiUrl;
    this.reconnect = given.reconnect;
    this.transport = given.transport;
  }
}
