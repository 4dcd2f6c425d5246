import type { PageListener, TabBrowser, TabChannel } from './tab-browser';

interface Request {
  readonly name: string;
  readonly tab: FakeTab;
  /** It has the lock, until it calls back. */
  readonly grant: (release: () => void) => void;
  /** Another has taken it away. */
  readonly lose: () => void;
}

/** A browser with tabs: who holds which lock, and what they say to each other. Messages wait until they are delivered. */
export class FakeBrowser {
  readonly tabs: FakeTab[] = [];
  readonly held = new Map<string, Request>();
  readonly #waiting: Request[] = [];

  openTab(): FakeTab {
    const tab = new FakeTab(this);
    this.tabs.push(tab);
    return tab;
  }

  /** Whether nobody has the lock, nor waits for it. */
  isFree(name: string): boolean {
    return !this.held.has(name) && !this.#waiting.some((request) => request.name === name);
  }

  holder(name: string): FakeTab | undefined {
    return this.held.get(name)?.tab;
  }

  /** Gives out what was said, until nothing more is said. A message for which `isLost` says so is not heard. */
  async deliver(isLost: () => boolean = () => false): Promise<void> {
    for (let rounds = 0; rounds < 50; rounds++) {
      await turns();
      const said = this.tabs.flatMap((tab) => tab.takeInbox());
      if (said.length === 0) return;
      for (const hear of said) if (!isLost()) hear();
    }
  }

  request(request: Request, { steal = false } = {}): () => void {
    if (steal) {
      const holder = this.held.get(request.name);
      this.held.delete(request.name);
      holder?.tab.run(holder.lose);
      this.#waiting.unshift(request);
    } else this.#waiting.push(request);
    queueMicrotask(() => this.#grant());
    return () => {
      const index = this.#waiting.indexOf(request);
      if (index >= 0) this.#waiting.splice(index, 1);
    };
  }

  #release(request: Request): void {
    if (this.held.get(request.name) === request) this.held.delete(request.name);
    queueMicrotask(() => this.#grant());
  }

  /** The tab is gone, without a last word. */
  crash(tab: FakeTab): void {
    for (const [name, holder] of this.held) if (holder.tab === tab) this.held.delete(name);
    const kept = this.#waiting.filter((request) => request.tab !== tab);
    this.#waiting.splice(0, Infinity, ...kept);
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    queueMicrotask(() => this.#grant());
  }

  #grant(): void {
    for (const request of [...this.#waiting]) {
      if (this.held.has(request.name)) continue;
      this.#waiting.splice(this.#waiting.indexOf(request), 1);
      this.held.set(request.name, request);
      request.tab.run(() => request.grant(() => this.#release(request)));
    }
  }
}

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A tab as its page sees the browser. What it is to do can be held up (`hang`), or never come to pass (`crash`). */
export class FakeTab implements TabBrowser {
  #now = 1_000;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<PageListener>();
  readonly #channels = new Set<TabChannel & { readonly name: string }>();
  #inbox: (() => void)[] = [];
  #late: (() => void)[] = [];
  isHung = false;
  isDead = false;
  #isHidden = false;

  constructor(private readonly browser: FakeBrowser) {}

  readonly clock = {
    now: () => this.#now,
    after: (delayMs: number, callback: () => void) => {
      const timer = { dueAt: this.#now + delayMs, callback };
      this.#timers.add(timer);
      return () => void this.#timers.delete(timer);
    },
  };

  readonly locks: { request: LockManager['request']; query: LockManager['query'] } = {
    request: ((name: string, options: LockOptions, callback: (lock: Lock | null) => unknown) =>
      new Promise<unknown>((resolve, reject) => {
        if (this.isDead) return;
        if (options.ifAvailable && !this.browser.isFree(name)) return this.run(() => resolve(callback(null)));
        const lose = (): void => reject(new DOMException('Aborted', 'AbortError'));
        const grant = (release: () => void): void =>
          void Promise.resolve(callback({ name, mode: 'exclusive' })).then((result) => {
            if (!this.isDead) release();
            resolve(result);
          });
        const cancel = this.browser.request({ name, tab: this, grant, lose }, options);
        options.signal?.addEventListener('abort', () => {
          cancel();
          lose();
        });
      })) as LockManager['request'],
    query: async () => ({ held: [...this.browser.held.keys()].map((name) => ({ name })), pending: [] }),
  };

  openChannel(name: string): TabChannel {
    const channel: TabChannel & { readonly name: string } = {
      name,
      onmessage: null,
      close: () => void this.#channels.delete(channel),
      postMessage: (message) => {
        if (this.isDead || !this.#channels.has(channel)) return;
        for (const tab of this.browser.tabs) if (tab !== this) tab.#receive(name, JSON.stringify(message));
      },
    };
    this.#channels.add(channel);
    return channel;
  }

  newId(): string {
    return Math.random().toString(36).slice(2);
  }

  isHidden(): boolean {
    return this.#isHidden;
  }

  /** Somebody sees it, or nobody does. */
  show({ isShown = true } = {}): void {
    this.#isHidden = !isShown;
    if (isShown) for (const { isSeen } of this.#listeners) isSeen();
  }

  watchPage(listener: PageListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** As the browser does to a page in the background, which hears of it. */
  freeze(): void {
    for (const { stops } of this.#listeners) stops();
    this.isHung = true;
  }

  resume(): void {
    this.unhang();
    for (const { goesOn } of this.#listeners) goesOn();
  }

  /** It does nothing any more, and did not see it come: in a debugger, or in a long computation. */
  hang(): void {
    this.isHung = true;
  }

  unhang(): void {
    // What these tasks bring about comes after them.
    for (let task = this.#late.shift(); task; task = this.#late.shift()) task();
    this.isHung = false;
  }

  crash(): void {
    this.isDead = true;
    this.#timers.clear();
    this.browser.crash(this);
  }

  run(task: () => void): void {
    if (this.isDead) return;
    if (this.isHung) this.#late.push(task);
    else task();
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    if (this.isHung || this.isDead) return;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.dueAt);
      this.#timers.delete(next);
      next.callback();
    }
    this.#now = until;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  takeInbox(): (() => void)[] {
    return this.#inbox.splice(0);
  }

  #receive(name: string, json: string): void {
    for (const channel of this.#channels) {
      if (channel.name !== name) continue;
      this.#inbox.push(() =>
        this.run(() => {
          if (!this.#channels.has(channel)) return;
          channel.onmessage?.call(channel as BroadcastChannel, { data: JSON.parse(json) as unknown } as MessageEvent);
        }),
      );
    }
  }

  #next(until: number): Timer | undefined {
    const due = [...this.#timers].filter(({ dueAt }) => dueAt <= until);
    return due.sort((a, b) => a.dueAt - b.dueAt)[0];
  }
}

/** Lets promises go on. */
export async function turns(count = 60): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}
