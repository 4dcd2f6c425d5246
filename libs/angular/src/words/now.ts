import {
  computed,
  DestroyRef,
  DOCUMENT,
  inject,
  Injectable,
  NgZone,
  PLATFORM_ID,
  signal,
  type Signal,
} from '@angular/core';
import { isPlatformBrowser } from '@angular/common';
import { formatAgo, toEpochMs, type Moment } from './time';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** One timer for all the relative times of a page. It stands still while the page is hidden and on a server. */
@Injectable({ providedIn: 'root' })
export class Now {
  readonly #second = signal(Date.now());
  readonly #minute = signal(Date.now());
  /** Now in milliseconds since 1970, once a second. */
  readonly second: Signal<number> = this.#second.asReadonly();
  /** The same, once a minute. */
  readonly minute: Signal<number> = this.#minute.asReadonly();

  constructor() {
    if (!isPlatformBrowser(inject(PLATFORM_ID))) return;
    const document = inject(DOCUMENT);
    const tick = (): void => {
      if (!document.hidden) this.#tick();
    };
    inject(NgZone).runOutsideAngular(() => {
      const timer = setInterval(tick, SECOND);
      document.addEventListener('visibilitychange', tick);
      inject(DestroyRef).onDestroy(() => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', tick);
      });
    });
  }

  #tick(): void {
    const now = Date.now();
    this.#second.set(now);
    if (Math.abs(now - this.#minute()) >= MINUTE) this.#minute.set(now);
  }
}

/** Now in milliseconds since 1970, as a signal that changes once a second. */
export function injectNow(): Signal<number> {
  return inject(Now).second;
}

/**
 * How long ago a moment was ("4 m ago"), as a signal: it changes once a second under a minute, then once a minute. Empty
 * while there is no moment. `frozenAt` gives the time at which it stands still, `undefined` while it goes on.
 */
export function injectAgo(
  moment: () => Moment | undefined,
  { frozenAt }: { readonly frozenAt?: () => number | undefined } = {},
): Signal<string> {
  const now = inject(Now);
  return computed(() => {
    const when = moment();
    if (when === undefined) return '';
    return formatAgo(when, frozenAt?.() ?? currentTime(now, toEpochMs(when)));
  });
}

/** Reads the signal that changes as often as the age of `when` needs it. */
export function currentTime(now: Now, when: number): number {
  const current = Date.now();
  const tick = current - when < MINUTE ? now.second() : now.minute();
  return Math.max(current, tick);
}
