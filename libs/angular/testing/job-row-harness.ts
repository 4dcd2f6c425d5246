import { ComponentHarness, HarnessPredicate, type BaseHarnessFilters } from '@angular/cdk/testing';
import { JobTriggerButtonHarness } from './job-trigger-button-harness';

export interface JobRowHarnessFilters extends BaseHarnessFilters {
  /** The job's label, as the card shows it. */
  readonly name?: string | RegExp;
}

/** A job in a card. */
export class JobRowHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-job-row';

  static with(filters: JobRowHarnessFilters = {}): HarnessPredicate<JobRowHarness> {
    return new HarnessPredicate(JobRowHarness, filters).addOption('name', filters.name, (harness, name) =>
      HarnessPredicate.stringMatches(harness.getName(), name),
    );
  }

  readonly #name = this.locatorFor('.name');
  readonly #word = this.locatorFor('.word');
  readonly #detail = this.locatorForOptional('.detail');
  readonly #moment = this.locatorForOptional('.moment');
  readonly #wire = this.locatorForOptional('[role=progressbar]');

  /** The trigger button; `null` where the card has none. */
  readonly getButton = this.locatorForOptional(JobTriggerButtonHarness);

  async getName(): Promise<string> {
    return (await this.#name()).text();
  }

  /** "Running 62 %", with a no-break space. */
  async getWord(): Promise<string> {
    return (await this.#word()).text();
  }

  /** "48.1k of 77.4k", the error, or the duration; empty where there is none. */
  async getDetail(): Promise<string> {
    return (await (await this.#detail())?.text()) ?? '';
  }

  /** "18 m ago", "2 m left"; empty where it never ran. */
  async getMoment(): Promise<string> {
    return (await (await this.#moment())?.text()) ?? '';
  }

  /** What a screen reader says of the progress; `null` where the job is not running. */
  async getProgress(): Promise<string | null> {
    return (await (await this.#wire())?.getAttribute('aria-valuetext')) ?? null;
  }
}
