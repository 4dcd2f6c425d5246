import { ComponentHarness, HarnessPredicate, type BaseHarnessFilters } from '@angular/cdk/testing';
import { JobRowHarness, type JobRowHarnessFilters } from './job-row-harness';

export interface ServerJobStatusCardHarnessFilters extends BaseHarnessFilters {
  readonly title?: string | RegExp;
}

/** A `<jw-server-job-status-card>` in a test. */
export class ServerJobStatusCardHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-server-job-status-card';

  static with(filters: ServerJobStatusCardHarnessFilters = {}): HarnessPredicate<ServerJobStatusCardHarness> {
    return new HarnessPredicate(ServerJobStatusCardHarness, filters).addOption(
      'title',
      filters.title,
      (harness, title) => HarnessPredicate.stringMatches(harness.getTitle(), title),
    );
  }

  readonly #title = this.locatorFor('[role=heading]');
  readonly #card = this.locatorFor('.card');
  readonly #tags = this.locatorForAll('.tag');
  readonly #error = this.locatorForOptional('[role=alert] > span');
  readonly #tryAgain = this.locatorFor('[role=alert] button');
  readonly #note = this.locatorForOptional('p.note:not([role=alert])');

  async getTitle(): Promise<string> {
    return (await this.#title()).text();
  }

  async isLoading(): Promise<boolean> {
    return (await (await this.#card()).getAttribute('aria-busy')) === 'true';
  }

  /** Whether it is shown as true now. */
  async isLive(): Promise<boolean> {
    return !(await (await this.#card()).hasClass('not-live'));
  }

  /** "as of 14:22:08", "1 failed". */
  async getTags(): Promise<string[]> {
    return Promise.all((await this.#tags()).map((tag) => tag.text()));
  }

  /** Why loading failed; `null` where it did not. */
  async getError(): Promise<string | null> {
    return (await (await this.#error())?.text()) ?? null;
  }

  /** What is said where there are no jobs; `null` where there are. */
  async getNote(): Promise<string | null> {
    return (await (await this.#note())?.text()) ?? null;
  }

  async tryAgain(): Promise<void> {
    return (await this.#tryAgain()).click();
  }

  async getJobs(filters: JobRowHarnessFilters = {}): Promise<JobRowHarness[]> {
    return this.locatorForAll(JobRowHarness.with(filters))();
  }

  /** A job by its label, as the card shows it. */
  async getJob(name: string | RegExp): Promise<JobRowHarness> {
    return this.locatorFor(JobRowHarness.with({ name }))();
  }
}
