import type { ConnectionState, PlainStreamItem } from '@jobwire/client';
import type { Position } from '@jobwire/events';
import { Observable, Subject, type Subscription } from 'rxjs';
import type { TabShare } from '../stream/job-events-connection';
import { FakeBrowser, turns, type FakeTab } from './fake-browser.fixture';
import { FakeStreamServer } from './fake-stream-server.fixture';
import { SharedTab } from './shared-tab';

export const NAME = 'jobwire test';

/** A page in a tab, and what it has been given. */
export class Page {
  readonly items: PlainStreamItem[] = [];
  readonly tryNow = new Subject<void>();
  readonly subscription: Subscription;
  share: TabShare | undefined;
  isComplete = false;
  error: unknown;

  constructor(
    readonly tab: FakeTab,
    server: FakeStreamServer,
    { since, name = NAME }: { readonly since?: Position; readonly name?: string } = {},
  ) {
    const parts = {
      name,
      browser: tab,
      direct: server.for(tab),
      readPage: server.readPage,
      tellShare: (share: TabShare | undefined) => (this.share = share),
    };
    const stream = new Observable<PlainStreamItem>((subscriber) =>
      new SharedTab(parts, { since, tryNow: this.tryNow }, subscriber).open(),
    );
    this.subscription = stream.subscribe({
      next: (item) => this.items.push(item),
      error: (error: unknown) => (this.error = error),
      complete: () => (this.isComplete = true),
    });
  }

  leave(): void {
    this.tab.unhang();
    this.subscription.unsubscribe();
  }

  get positions(): Position[] {
    return this.items.flatMap((item) => (item.kind === 'event' ? [item.event.position] : []));
  }

  get hellos(): (PlainStreamItem & { kind: 'hello' })[] {
    return this.items.filter((item) => item.kind === 'hello');
  }

  get states(): ConnectionState[] {
    return this.items.flatMap((item) => (item.kind === 'connection' ? [item.connection] : []));
  }

  get status(): string | undefined {
    return this.states.at(-1)?.status;
  }
}

/** A server, a browser, and pages in its tabs that share a stream. */
export class SharedWorld {
  readonly browser = new FakeBrowser();
  readonly server = new FakeStreamServer();
  readonly pages: Page[] = [];

  /** Opens a page in a new tab. */
  async open(options: { readonly since?: Position; readonly name?: string } = {}): Promise<Page> {
    const page = this.openIn(this.browser.openTab(), options);
    await this.settle();
    return page;
  }

  openIn(tab: FakeTab, options: { readonly since?: Position; readonly name?: string } = {}): Page {
    const page = new Page(tab, this.server, options);
    this.pages.push(page);
    return page;
  }

  /** Lets connections in and delivers what was said. */
  async settle(isLost?: () => boolean): Promise<void> {
    await turns();
    this.server.greet();
    await this.browser.deliver(isLost);
  }

  async append(count = 1): Promise<void> {
    for (let index = 0; index < count; index++) this.server.append();
    await this.settle();
  }

  async pass(ms: number): Promise<void> {
    for (const { tab } of this.pages) tab.advance(ms);
    await this.settle();
  }

  get leader(): Page | undefined {
    const holder = this.browser.holder(NAME);
    return this.pages.find(({ tab }) => tab === holder);
  }
}
