import { ComponentHarness, HarnessPredicate, type BaseHarnessFilters } from '@angular/cdk/testing';

export interface JobTriggerButtonHarnessFilters extends BaseHarnessFilters {
  readonly jobName?: string;
}

/** A `<jw-job-trigger-button>` in a test. */
export class JobTriggerButtonHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-job-trigger-button';

  static with(filters: JobTriggerButtonHarnessFilters = {}): HarnessPredicate<JobTriggerButtonHarness> {
    return new HarnessPredicate(JobTriggerButtonHarness, filters).addOption(
      'jobName',
      filters.jobName,
      (harness, jobName) => HarnessPredicate.stringMatches(harness.getJobName(), jobName),
    );
  }

  readonly #button = this.locatorFor('button');
  readonly #jobName = this.locatorFor('button .hidden');
  readonly #message = this.locatorFor('.message');
  readonly #reason = this.locatorForOptional('[id].hidden');

  async getJobName(): Promise<string> {
    return (await this.#jobName()).text();
  }

  /** "Run", "Starting…", "Cancel" or "Cancelling…". */
  async getWord(): Promise<string> {
    return (await this.#button()).text({ exclude: '.hidden' });
  }

  async isDisabled(): Promise<boolean> {
    return (await (await this.#button()).getAttribute('aria-disabled')) === 'true';
  }

  /** Why it cannot be pressed; `null` where it can. */
  async getReason(): Promise<string | null> {
    return (await (await this.#reason())?.text()) ?? null;
  }

  /** Why the last press was refused; empty where it was not. */
  async getMessage(): Promise<string> {
    return (await this.#message()).text();
  }

  async press(): Promise<void> {
    return (await this.#button()).click();
  }
}
