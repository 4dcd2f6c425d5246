import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { readEventPage, type PlainStreamItem } from '@jobwire/client';
import type { EventPage, Position } from '@jobwire/events';
import { Observable } from 'rxjs';
import { DirectConnection } from '../stream/direct-connection';
import { JobEventsConnection, type ConnectionStart, type TabShare } from '../stream/job-events-connection';
import { JobEventsSettings } from '../stream/job-events-settings';
import { channelName } from './channel-name';
import { SharedTab } from './shared-tab';
import { hostBrowser } from './tab-browser';

/** So many events are read at once where the leader does not have them any more: the most that a server gives. */
const PAGE_EVENTS = 10_000;

/** One connection for all tabs of a browser. Where the browser cannot do that, one of its own. */
@Injectable()
export class SharedConnection extends JobEventsConnection {
  readonly #settings = inject(JobEventsSettings);
  readonly #direct = inject(DirectConnection);
  readonly #document = inject(DOCUMENT);
  readonly #share = signal<TabShare | undefined>(undefined, { equal: isSame });

  override readonly share = this.#share.asReadonly();

  override open(start: ConnectionStart): Observable<PlainStreamItem> {
    const browser = hostBrowser(this.#document.defaultView);
    const name = this.#name();
    if (!browser || name === undefined) return this.#direct.open(start);
    const parts = {
      name,
      browser,
      direct: this.#direct,
      readPage: (since: Position, signal: AbortSignal) => this.#readPage(since, signal),
      tellShare: (share: TabShare | undefined) => this.#share.set(share),
    };
    return new Observable((subscriber) => new SharedTab(parts, start, subscriber).open());
  }

  #name(): string | undefined {
    const { url, tabs, request } = this.#settings;
    const user = typeof tabs?.user === 'function' ? tabs.user() : tabs?.user;
    // Headers may belong to another user in each tab.
    if (user === undefined && request?.headers !== undefined) return undefined;
    return channelName({ url: new URL(url, this.#document.baseURI).href, user: user ?? '' });
  }

  #readPage(since: Position, signal: AbortSignal): Promise<EventPage> {
    const { url, request } = this.#settings;
    return readEventPage({ url, since, limit: PAGE_EVENTS, signal, ...request });
  }
}

/** It is told with each message. */
function isSame(a: TabShare | undefined, b: TabShare | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
