import { inject, Injectable } from '@angular/core';
import { jobEvents, jobEventsInWorker, type PlainStreamItem } from '@jobwire/client';
import { Observable } from 'rxjs';
import { JobEventsConnection, type ConnectionStart } from './job-events-connection';
import { JobEventsSettings } from './job-events-settings';
import { MovingStream } from './moving-stream';

/** A connection of this page's own. */
@Injectable()
export class DirectConnection extends JobEventsConnection {
  readonly #settings = inject(JobEventsSettings);

  override open(start: ConnectionStart): Observable<PlainStreamItem> {
    const { worker, transport } = this.#settings;
    const here = (from: ConnectionStart): Observable<PlainStreamItem> =>
      jobEvents({ ...this.#options(from), ...(transport === undefined ? {} : { transport }) });
    // Another transport cannot be sent to a worker.
    if (!worker || transport) return here(start);
    const inWorker = (from: ConnectionStart): Observable<PlainStreamItem> =>
      jobEventsInWorker({ ...this.#options(from), worker });
    return new Observable((subscriber) => new MovingStream({ here, inWorker }, start, subscriber).open());
  }

  #options({ since, tryNow }: ConnectionStart): Omit<Parameters<typeof jobEvents>[0], 'transport'> {
    const { url, reconnect } = this.#settings;
    return {
      url,
      tryNow,
      ...(since === undefined ? {} : { since }),
      ...(reconnect === undefined ? {} : { reconnect }),
    };
  }
}
