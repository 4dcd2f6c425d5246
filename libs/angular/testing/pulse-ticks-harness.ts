import { ComponentHarness } from '@angular/cdk/testing';

/** A `<jw-pulse-ticks>` in a test. */
export class PulseTicksHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-pulse-ticks';

  readonly #path = this.locatorFor('path');

  /** How high the tick of each second is, newest last: 1 for a second without events, up to 12. */
  async getTicks(): Promise<number[]> {
    const path = (await (await this.#path()).getAttribute('d')) ?? '';
    return [...path.matchAll(/v-(\d+)/g)].map(([, height]) => Number(height));
  }
}
