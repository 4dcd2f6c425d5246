import { ComponentHarness, HarnessPredicate, type BaseHarnessFilters } from '@angular/cdk/testing';
import type { IconState } from '@jobwire/angular';

export interface StateIconHarnessFilters extends BaseHarnessFilters {
  readonly state?: IconState;
}

/** A `<jw-state-icon>` in a test. */
export class StateIconHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-state-icon';

  static with(filters: StateIconHarnessFilters = {}): HarnessPredicate<StateIconHarness> {
    return new HarnessPredicate(StateIconHarness, filters).addOption(
      'state',
      filters.state,
      async (harness, state) => (await harness.getState()) === state,
    );
  }

  /** "running", "failed". */
  async getState(): Promise<IconState> {
    return (await (await this.host()).getAttribute('data-state')) as IconState;
  }
}
