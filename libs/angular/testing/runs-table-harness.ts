import {
  ComponentHarness,
  HarnessPredicate,
  type BaseHarnessFilters,
  type ModifierKeys,
  type TestKey,
} from '@angular/cdk/testing';
import { RunsRowHarness, type RunsRowHarnessFilters } from './runs-row-harness';

export interface RunsTableHarnessFilters extends BaseHarnessFilters {
  readonly label?: string | RegExp;
}

/** A `<jw-runs-table>` in a test. Rows are drawn where they are seen: without a layout, as in jsdom, the first 20. */
export class RunsTableHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-runs-table';

  static with(filters: RunsTableHarnessFilters = {}): HarnessPredicate<RunsTableHarness> {
    return new HarnessPredicate(RunsTableHarness, filters).addOption('label', filters.label, (harness, label) =>
      HarnessPredicate.stringMatches(harness.getLabel(), label),
    );
  }

  readonly #grid = this.locatorFor('[role=grid]');
  readonly #heads = this.locatorForAll('[role=columnheader]:not(.check)');
  readonly #sorts = this.locatorForAll('[role=columnheader] button');
  readonly #all = this.locatorFor('.head .tick');
  readonly #loading = this.locatorForOptional('jw-runs-loading');

  async getLabel(): Promise<string | null> {
    return (await this.#grid()).getAttribute('aria-label');
  }

  /** How many runs there are, drawn or not. */
  async getTotal(): Promise<number> {
    const heads = (await this.#heads()).length > 0 ? 1 : 0;
    return Number(await (await this.#grid()).getAttribute('aria-rowcount')) - heads;
  }

  /** "State", "Job"; none where there is room for items of two lines only. */
  async getColumns(): Promise<string[]> {
    return Promise.all((await this.#heads()).map((head) => head.text()));
  }

  /** "Started descending": the column that the rows are sorted by, and which way. */
  async getOrder(): Promise<string> {
    for (const head of await this.#heads()) {
      const direction = await head.getAttribute('aria-sort');
      if (direction !== null) return `${await head.text()} ${direction}`;
    }
    return '';
  }

  /** Presses the head of a column: "Duration". */
  async sortBy(column: string): Promise<void> {
    for (const button of await this.#sorts()) if ((await button.text()) === column) return button.click();
    throw new Error(`There is no column "${column}" to sort by.`);
  }

  /** The rows that are drawn. */
  async getRows(filters: RunsRowHarnessFilters = {}): Promise<RunsRowHarness[]> {
    return this.locatorForAll(RunsRowHarness.with(filters))();
  }

  async getRow(jobId: string): Promise<RunsRowHarness> {
    return this.locatorFor(RunsRowHarness.with({ jobId }))();
  }

  async isLoading(): Promise<boolean> {
    return (await this.#loading()) !== null;
  }

  /** Keys of the table: arrows, Space, Enter, `.`; first, where there are some, those that are held meanwhile. */
  async press(first: ModifierKeys | string | TestKey, ...keys: (string | TestKey)[]): Promise<void> {
    const grid = await this.#grid();
    return typeof first === 'object' ? grid.sendKeys(first, ...keys) : grid.sendKeys(first, ...keys);
  }

  /** Presses the box that selects all rows loaded. */
  async tickAll(): Promise<void> {
    return (await this.#all()).click();
  }
}
