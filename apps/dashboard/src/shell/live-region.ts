import { Component, inject, Injectable, signal, type WritableSignal } from '@angular/core';

/** A region that is emptied first: what it says is read out when it says it again, too. In milliseconds. */
const EMPTY_MS = 100;

/** Then it is not to be found any more by who reads through the page. In milliseconds. */
const SPOKEN_MS = 3_000;

/** What is read out to those who do not see the page. Here and not the CDK's, which would add 7 KB to the first view. */
@Injectable({ providedIn: 'root' })
export class LiveRegion {
  readonly polite = signal('');
  readonly assertive = signal('');
  readonly #timers = new Map<WritableSignal<string>, readonly ReturnType<typeof setTimeout>[]>();

  /** Politely: when nothing else is being read. */
  announce(sentence: string, politeness: 'polite' | 'assertive'): void {
    const region = politeness === 'polite' ? this.polite : this.assertive;
    for (const timer of this.#timers.get(region) ?? []) clearTimeout(timer);
    region.set('');
    this.#timers.set(region, [
      setTimeout(() => region.set(sentence), EMPTY_MS),
      setTimeout(() => region.set(''), EMPTY_MS + SPOKEN_MS),
    ]);
  }
}

/** Its place in the page. */
@Component({
  selector: 'app-live-region',
  template: `
    <div class="visually-hidden" aria-live="polite" aria-atomic="true">{{ region.polite() }}</div>
    <div class="visually-hidden" aria-live="assertive" aria-atomic="true">{{ region.assertive() }}</div>
  `,
})
export class LiveRegionPlace {
  protected readonly region = inject(LiveRegion);
}
