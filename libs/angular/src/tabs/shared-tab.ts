import type { ConnectionState, PlainStreamItem } from '@jobwire/client';
import type { Subscriber } from 'rxjs';
import type { ConnectionStart, JobEventsConnection, TabShare } from '../stream/job-events-connection';
import { Delivery } from './delivery';
import { Follower, type FollowerParts } from './follower';
import { OwnStream } from './own-stream';
import type { TabBrowser, TabChannel } from './tab-browser';
import type { Question, TabMessage } from './tab-message';
import { aborted, countTabs, takeTabNumber } from './tab-number';

export interface SharedTabParts {
  /** What tabs have in common that may share: see `channelName()`. */
  readonly name: string;
  readonly browser: TabBrowser;
  readonly direct: JobEventsConnection;
  readonly readPage: FollowerParts['readPage'];
  readonly tellShare: (share: TabShare | undefined) => void;
}

/**
 * One tab of those that share a stream. Who holds the lock is the leader and has the connection; the others wait for the
 * lock and follow. A tab that stops running gives up what it holds, and comes back where it was. From one that hangs another
 * tab takes the lock away: when it goes on, it follows.
 */
export class SharedTab {
  readonly #delivery: Delivery;
  #unwatchPage: () => void = () => {};
  #leaving: AbortController | undefined;
  #channel: TabChannel | undefined;
  #own: OwnStream | undefined;
  #follower: Follower | undefined;
  /** Another one each time that the tab comes back. */
  #id = '';
  #number = 0;
  /** How many messages it has sent as leader. */
  #count = 0;
  /** Whether another tab may listen: events come in their thousands, and are not told where nobody hears them. */
  #isHeard = true;
  /** What stands for the lock that it holds. */
  #lease: object | undefined;

  constructor(
    private readonly parts: SharedTabParts,
    private readonly start: ConnectionStart,
    subscriber: Subscriber<PlainStreamItem>,
  ) {
    this.#delivery = new Delivery(subscriber, start.since);
    subscriber.add(start.tryNow.subscribe(() => this.#tryNow()));
    subscriber.add(() => this.stop());
  }

  open(): void {
    const { browser } = this.parts;
    this.#unwatchPage = browser.watchPage({
      stops: () => this.#leave(),
      goesOn: () => this.#join(),
      isSeen: () => this.#follower?.look(),
    });
    this.#join();
  }

  stop(): void {
    this.#unwatchPage();
    this.#leave();
  }

  #join(): void {
    if (this.#leaving) return;
    const leaving = new AbortController();
    this.#leaving = leaving;
    this.#id = this.parts.browser.newId();
    this.#count = 0;
    this.#delivery.follow({ status: 'connecting', since: this.parts.browser.clock.now(), attempt: 1 });
    this.#takePart(leaving.signal).catch(() => {
      // AbortError: it has left. SecurityError: no locks for this page, as in a sandboxed frame.
      if (!leaving.signal.aborted) this.#goAlone();
    });
  }

  async #takePart(signal: AbortSignal): Promise<void> {
    const { name, browser } = this.parts;
    this.#number = await takeTabNumber(browser.locks, name, signal);
    if (signal.aborted) return;
    this.#channel = browser.openChannel(name);
    this.#channel.onmessage = ({ data }) => this.#hear(data as TabMessage);
    this.#follower = this.#follow();
    let isTaken: boolean;
    do isTaken = await this.#leadBy({ signal }, signal);
    while (isTaken);
  }

  /** Resolves when it leads no more: with whether another tab has taken over. */
  async #leadBy(options: LockOptions, signal: AbortSignal): Promise<boolean> {
    const { name, browser } = this.parts;
    let lease = undefined as object | undefined;
    try {
      await browser.locks.request(name, options, () => this.#lead((lease = {}), signal));
      return false;
    } catch (error) {
      // AbortError: the lock was taken away. Without a lease it never had it.
      if (!lease || signal.aborted) throw error;
      if (this.#lease === lease) this.#stepDown();
      return true;
    }
  }

  #leave(): void {
    this.#leaving?.abort();
    this.#leaving = undefined;
    this.#follower?.stop();
    this.#follower = undefined;
    this.#own?.stop();
    this.#own = undefined;
    this.#lease = undefined;
    this.#say({ type: 'leave' });
    this.#channel?.close();
    this.#channel = undefined;
    this.parts.tellShare(undefined);
  }

  #follow(): Follower {
    const { browser, readPage } = this.parts;
    const follower = new Follower({
      id: this.#id,
      delivery: this.#delivery,
      clock: browser.clock,
      readPage,
      ask: (question) => this.#say(question),
      isAlone: () => this.#own !== undefined,
      goAlone: () => this.#goAlone(),
      takeOver: () => this.#takeOver(),
      isHidden: () => browser.isHidden(),
      join: () => {
        this.#own?.stop();
        this.#own = undefined;
      },
    });
    follower.ask();
    return follower;
  }

  /** Holds the lock as long as the tab takes part. */
  #lead(lease: object, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#follower?.stop();
    this.#follower = undefined;
    this.#lease = lease;
    const isNew = this.#own === undefined;
    const own = (this.#own ??= this.#newStream());
    this.#isHeard = true;
    own.lead((word, at) => {
      if (word.type === 'item' && word.item.kind === 'event' && !this.#isHeard) return;
      this.#say({ ...word, at, era: this.#delivery.era, from: this.#id, leader: this.#number, count: ++this.#count });
      // A tab that has crashed says no word.
      if (word.type === 'item' && word.item.kind === 'ping') this.#countFollowers();
    });
    this.#countFollowers();
    if (isNew) own.open();
    return aborted(signal);
  }

  #takeOver(): void {
    const signal = this.#leaving?.signal;
    if (this.#lease || !signal) return;
    this.#leadBy({ steal: true }, signal).catch(() => {
      if (!signal.aborted) this.#goAlone();
    });
  }

  /** Another tab leads. */
  #stepDown(): void {
    this.#lease = undefined;
    this.#own?.stop();
    this.#own = undefined;
    this.#follower = this.#follow();
  }

  #goAlone(): void {
    if (this.#own) return;
    this.parts.tellShare(undefined);
    this.#own = this.#newStream();
    this.#own.open();
  }

  #newStream(): OwnStream {
    const { direct, browser } = this.parts;
    const { tryNow } = this.start;
    const { clock } = browser;
    return new OwnStream({ delivery: this.#delivery, direct, tryNow, clock, newId: () => browser.newId() });
  }

  #hear(message: TabMessage): void {
    switch (message.type) {
      case 'ask':
        this.#isHeard = true;
        this.#own?.answer(message);
        return this.#countFollowers();
      case 'leave':
        return this.#countFollowers();
      case 'tryNow':
        return this.#lease ? this.#own?.tryNow() : undefined;
      case 'end':
        return this.#end(message.connection);
      default:
        this.#follower?.hear(message);
        if (this.#follower && !this.#own) {
          this.parts.tellShare({ role: 'follower', number: this.#number, leader: message.leader });
        }
    }
  }

  /** The leader's stream is over for good. The lock may be faster than this word, and make this tab the leader before. */
  #end(connection: ConnectionState | undefined): void {
    if (this.#own?.isGreeted) return;
    if (connection?.status === 'denied' && this.#delivery.state?.status !== 'denied') this.#delivery.follow(connection);
    this.#delivery.complete();
  }

  #say(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  #tryNow(): void {
    if (this.#lease) return;
    this.#say({ type: 'tryNow' } satisfies Question);
    this.#follower?.ask();
  }

  #countFollowers(): void {
    if (!this.#lease) return;
    const { browser, name, tellShare } = this.parts;
    const tell = (followers: number): void => {
      if (this.#lease) tellShare({ role: 'leader', number: this.#number, followers });
    };
    // Rejects where the page is not active any more: then nobody looks at the number.
    countTabs(browser.locks, name).then(
      (tabs) => {
        this.#isHeard = tabs > 1;
        tell(Math.max(0, tabs - 1));
      },
      () => tell(0),
    );
  }
}
