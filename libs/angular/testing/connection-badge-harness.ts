import { ComponentHarness } from '@angular/cdk/testing';

/** A `<jw-connection-badge>` in a test. */
export class ConnectionBadgeHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-connection-badge';

  readonly #word = this.locatorFor('.word');
  readonly #badge = this.locatorFor('.badge');
  readonly #rate = this.locatorForOptional('.rate');
  readonly #tag = this.locatorForOptional('.tag');

  /** "Live", "Reconnecting in 3 s". */
  async getWord(): Promise<string> {
    return (await this.#word()).text();
  }

  /** "42/s"; `null` while not live. */
  async getRate(): Promise<string | null> {
    return (await (await this.#rate())?.text()) ?? null;
  }

  /** "History reloaded"; `null` most of the time. */
  async getTag(): Promise<string | null> {
    return (await (await this.#tag())?.text()) ?? null;
  }

  /** Whether it opens a panel. */
  async isButton(): Promise<boolean> {
    return (await this.#badge()).matchesSelector('button');
  }

  async press(): Promise<void> {
    return (await this.#badge()).click();
  }
}
