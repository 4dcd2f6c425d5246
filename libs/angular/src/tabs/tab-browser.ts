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
  /** Hear when this page stops running (frozen, or kept for the back button), and when it goes on. Returns what ends it. */
  watchPage(listener: PageListener): () => void;
}

export interface PageListener {
  readonly stops: () => void;
  readonly goesOn: () => void;
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
    watchPage({ stops, goesOn }) {
      window.addEventListener('pagehide', stops);
      window.addEventListener('pageshow', goesOn);
      document.addEventListener('freeze', stops);
      document.addEventListener('resume', goesOn);
      return () => {
        window.removeEventListener('pagehide', stops);
        window.removeEventListener('pageshow', goesOn);
        document.removeEventListener('freeze', stops);
        document.removeEventListener('resume', goesOn);
      };
    },
  };
}
