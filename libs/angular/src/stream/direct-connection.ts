import { inject, Injectable } from '@angular/core';
import { jobEvents, type StreamItem } from '@jobwire/client';
import type { Observable } from 'rxjs';
import { JobEventsConnection, type ConnectionStart } from './job-events-connection';
import { JobEventsSettings } from './job-events-settings';

/** A connection of this page's own. */
@Injectable()
export class DirectConnection extends JobEventsConnection {
  readonly #settings = inject(JobEventsSettings);

  override open({ since, tryNow }: ConnectionStart): Observable<StreamItem> {
    const { url, reconnect, transport } = this.#settings;
    return jobEvents({
      url,
      tryNow,
      ...(since === undefined ? {} : { since }),
      ...(reconnect === undefined ? {} : { reconnect }),
      ...(transport === undefined ? {} : { transport }),
    });
  }
}
