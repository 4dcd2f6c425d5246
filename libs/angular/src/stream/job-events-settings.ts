import type { FetchTransportOptions, ReconnectPolicy, StreamWorker, Transport } from '@jobwire/client';

/** How tabs share a stream. */
export interface TabSharingOptions {
  /**
   * Who is signed in here: tabs of different users do not share. Needed where headers are sent (`withFetchTransport({ headers })`):
   * without it such tabs do not share at all. Default: whom the cookies say, which are the same in all tabs.
   */
  readonly user?: string | (() => string | undefined);
}

/** Where the server is and how it is reached. `provideJobEvents()` makes it. */
export class JobEventsSettings {
  readonly url: string;
  readonly apiUrl: string;
  readonly reconnect: Partial<ReconnectPolicy> | undefined;
  readonly transport: Transport | undefined;
  /** How to ask for what is no stream. */
  readonly request: FetchTransportOptions | undefined;
  readonly tabs: TabSharingOptions | undefined;
  /** Starts a worker that the stream can go on in. */
  readonly worker: (() => StreamWorker) | undefined;

  constructor(given: Pick<JobEventsSettings, 'url' | 'apiUrl'> & Partial<JobEventsSettings>) {
    this.url = given.url;
    this.apiUrl = given.apiUrl;
    this.reconnect = given.reconnect;
    this.transport = given.transport;
    this.request = given.request;
    this.tabs = given.tabs;
    this.worker = given.worker;
  }
}
