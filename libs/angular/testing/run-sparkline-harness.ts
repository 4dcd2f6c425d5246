import { ComponentHarness, type TestElement } from '@angular/cdk/testing';

/** A `<jw-run-sparkline>` in a test. */
export class RunSparklineHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-run-sparkline';

  readonly #svg = this.locatorFor('svg');
  readonly #bars = this.locatorForAll('rect');

  /** The runs in one sentence, as it is read out: "14 runs, 1 failed, median 1 m 12 s". */
  async getText(): Promise<string> {
    return (await (await this.#svg()).getAttribute('aria-label')) ?? '';
  }

  /** How many runs are drawn, the one that goes on among them. */
  async getBarCount(): Promise<number> {
    return (await this.#bars()).length;
  }

  /** How each run is drawn, oldest first: `done`, `failed`, `slow`, `running`. */
  async getBarKinds(): Promise<string[]> {
    const kindOf = async (bar: TestElement): Promise<string> => (await bar.getAttribute('class')) ?? '';
    return Promise.all((await this.#bars()).map(kindOf));
  }
}
