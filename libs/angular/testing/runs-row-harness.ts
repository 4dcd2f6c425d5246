import { ComponentHarness, HarnessPredicate, type BaseHarnessFilters } from '@angular/cdk/testing';
import type { RunColumn } from '@jobwire/angular/runs';

export interface RunsRowHarnessFilters extends BaseHarnessFilters {
  readonly jobId?: string;
  readonly selected?: boolean;
}

/** A run in a table. */
export class RunsRowHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-runs-row';

  static with(filters: RunsRowHarnessFilters = {}): HarnessPredicate<RunsRowHarness> {
    return new HarnessPredicate(RunsRowHarness, filters)
      .addOption('jobId', filters.jobId, async (harness, jobId) => (await harness.getJobId()) === jobId)
      .addOption('selected', filters.selected, async (harness, selected) => (await harness.isSelected()) === selected);
  }

  readonly #box = this.locatorFor('.tick');
  readonly #name = this.locatorFor('.name');
  readonly #action = this.locatorFor('.action :is(button, a)');

  async getJobId(): Promise<string> {
    return (await (await this.host()).getAttribute('data-run')) ?? '';
  }

  /** What stands in a column; `null` where the table has not that column, or shows items of two lines. */
  async getText(column: RunColumn): Promise<string | null> {
    const cell = await this.locatorForOptional(`.cell.${column}`)();
    return (await cell?.text()) ?? null;
  }

  /** Where its name leads to; `null` where it is not a link. */
  async getLink(): Promise<string | null> {
    return (await this.#name()).getAttribute('href');
  }

  async isSelected(): Promise<boolean> {
    return (await (await this.host()).getAttribute('aria-selected')) === 'true';
  }

  /** Whether keys go to it. */
  async isActive(): Promise<boolean> {
    return (await this.host()).hasClass('active');
  }

  /** Whether it still is what the table lists. */
  async isMatching(): Promise<boolean> {
    return !(await (await this.host()).hasClass('stale'));
  }

  /** Presses the row: it opens. */
  async press(): Promise<void> {
    return (await this.host()).click();
  }

  /** Presses the box that selects it. */
  async tick(): Promise<void> {
    return (await this.#box()).click();
  }

  /** Presses what the `jwRunAction` of the table has put at its end. */
  async pressAction(): Promise<void> {
    return (await this.#action()).click();
  }
}
