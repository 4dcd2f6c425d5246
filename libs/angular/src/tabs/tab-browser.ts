import { systemClock, type Clock } from '@jobwire/client';

/** What is used of a `BroadcastChannel`. */
export type TabChannel = Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;

/** What tabs share a stream by: locks that go with their tab, and a channel between the tabs of one origin. */
export interface TabBrowser {
  readonly locks: Pick<LockManager, 'request' | 'query'>;
  readonly clock: Clock;
  openChannel(name: string): TabChannel;
  /** A text that no other tab has. */
  newId(): string;
  /** Whether nobody sees this page. */
  isHidden(): boolean;
  /** Returns what ends it. */
  watchPage(listener: PageListener): () => void;
}

export interface PageListener {
  /** The page stops running: frozen, or kept for the back button. */
  readonly stops: () => void;
  readonly goesOn: () => void;
  /** Somebody sees the page again. */
  readonly isSeen: () => void;
}

/** The browser around this page; `undefined` where it lacks one of these, as on a page that is not secure. */
export function hostBrowser(window: Window | null): TabBrowser | undefined {
  const { navigator, document, BroadcastChannel } = (window ?? {}) as Partial<Window & typeof globalThis>;
  const locks = navigator?.locks;
  if (!window || !document || !locks || !BroadcastChannel) return undefined;
  return {
    locks,
    clock: systemClock,
    openChannel: (name) => new BroadcastChannel(name),
    newId: () => crypto.randomUUID(),
    isHidden: () => document.hidden,
    watchPage({ stops, goesOn, isSeen }) {
      const changes = (): void => {
        if (!document.hidden) isSeen();
      };
      window.addEventListener('pagehide', stops);
      window.addEventListener('pageshow', goesOn);
      document.addEventListener('freeze', stops);
      document.addEventListener('resume', goesOn);
      document.addEventListener('visibilitychange', changes);
      return () => {
        window.removeEventListener('pagehide', stops);
        window.removeEventListener('pageshow', goesOn);
        document.removeEventListener('freeze', stops);
        document.removeEventListener('resume', goesOn);
        document.removeEventListener('visibilitychange', changes);
      };
    },
  };
}
