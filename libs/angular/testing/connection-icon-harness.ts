import { ComponentHarness } from '@angular/cdk/testing';
import type { ConnectionDescription } from '@jobwire/angular';

/** A `<jw-connection-icon>` in a test. */
export class ConnectionIconHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-connection-icon';

  /** "live", "offline". */
  async getIcon(): Promise<ConnectionDescription['icon']> {
    return (await (await this.host()).getAttribute('data-icon')) as ConnectionDescription['icon'];
  }
}
