/** What happens around the stream that makes an early retry worth while. */
export interface EnvironmentListener {
  readonly online: () => void;
  readonly offline: () => void;
  /** The machine or the page is back from sleep. */
  readonly woke: () => void;
}

/** Where the stream runs: whether there is a network, and when that changes. */
export interface Environment {
  /** `true` where it is not known. */
  isOnline(): boolean;
  /** Hear of changes from now on. Returns the function that ends it. */
  watch(listener: EnvironmentListener): () => void;
}

/** Seen as any object: what it has differs from one host to the next. */
const scope: object = globalThis;

/**
 * The page or worker that this code runs in: `navigator.onLine`, the `online` and `offline` events, and the page becoming
 * visible again as a wake-up. Where these are absent (Node) it is always online and silent.
 */
export function hostEnvironment(host: Host = scope): Environment {
  return {
    isOnline: () => host.navigator?.onLine !== false,
    watch({ online, offline, woke }) {
      const { document } = host;
      const becameVisible = (): void => {
        if (document?.visibilityState === 'visible') woke();
      };
      host.addEventListener?.('online', online);
      host.addEventListener?.('offline', offline);
      document?.addEventListener('visibilitychange', becameVisible);
      return () => {
        host.removeEventListener?.('online', online);
        host.removeEventListener?.('offline', offline);
        document?.removeEventListener('visibilitychange', becameVisible);
      };
    },
  };
}

/** What a page has, a worker has in part, and Node has not: written out, as Node's programs compile this without the DOM's types. */
interface Host {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: Listenable & { readonly visibilityState: string };
  readonly addEventListener?: Listenable['addEventListener'];
  readonly removeEventListener?: Listenable['removeEventListener'];
}

interface Listenable {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}
