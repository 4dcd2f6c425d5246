import {
  computed,
  DestroyRef,
  DOCUMENT,
  inject,
  Injectable,
  NgZone,
  PLATFORM_ID,
  signal,
  untracked,
  type Signal,
} from '@angular/core';
import { isPlatformBrowser } from '@angular/common';
import { formatAgo, toEpochMs, type Moment } from './time';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** So many clocks tick one after the other. */
const CLOCKS = 8;

/** Now in milliseconds since 1970, as signals. */
export interface Clock {
  /** Changes once a second. */
  readonly second: Signal<number>;
  /** Changes once a minute. */
  readonly minute: Signal<number>;
}

/** One timer for all the relative times of a page. It stands still while the page is hidden and on a server. */
@Injectable({ providedIn: 'root' })
export class Now {
  readonly #clocks = Array.from({ length: CLOCKS }, () => new TickingClock());
  #ticked = 0;
  #given = 0;
  /** For what is there once or twice. */
  readonly clock: Clock = this.#clocks[0] as Clock;

  constructor() {
    if (!isPlatformBrowser(inject(PLATFORM_ID))) return;
    const document = inject(DOCUMENT);
    const show = (): void => {
      if (!document.hidden) for (const clock of this.#clocks) clock.tick();
    };
    inject(NgZone).runOutsideAngular(() => {
      const timer = setInterval(() => {
        const clock = this.#clocks[++this.#ticked % CLOCKS];
        if (!document.hidden) clock?.tick();
      }, SECOND / CLOCKS);
      document.addEventListener('visibilitychange', show);
      inject(DestroyRef).onDestroy(() => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', show);
      });
    });
  }

  /** For one of many, as a cell or a row: they do not all change in the same frame. */
  oneOfMany(): Clock {
    return this.#clocks[this.#given++ % CLOCKS] ?? this.clock;
  }
}

export class TickingClock implements Clock {
  readonly second = signal(Date.now());
  readonly minute = signal(Date.now());

  tick(): void {
    const now = Date.now();
    this.second.set(now);
    if (Math.abs(now - untracked(this.minute)) >= MINUTE) this.minute.set(now);
  }
}

/** Now in milliseconds since 1970, as a signal that changes once a second. Of many rows not all do in the same frame: `isOneOfMany`. */
export function injectNow({ isOneOfMany = false } = {}): Signal<number> {
  const now = inject(Now);
  return (isOneOfMany ? now.oneOfMany() : now.clock).second;
}

/**
 * How long ago a moment was ("4 m ago"), as a signal: it changes once a second under a minute, then once a minute. Empty
 * while there is no moment. `frozenAt` gives the time at which it stands still, `undefined` while it goes on.
 */
export function injectAgo(
  moment: () => Moment | undefined,
  { frozenAt }: { readonly frozenAt?: () => number | undefined } = {},
): Signal<string> {
  const { clock } = inject(Now);
  return computed(() => {
    const when = moment();
    if (when === undefined) return '';
    return formatAgo(when, frozenAt?.() ?? currentTime(clock, toEpochMs(when)));
  });
}

/** Reads the signal that changes as often as the age of `when` needs it. */
export function currentTime(clock: Clock, when: number): number {
  const current = Date.now();
  const tick = current - when < MINUTE ? clock.second() : clock.minute();
  return Math.max(current, tick);
}
