import { ComponentHarness, type TestElement } from '@angular/cdk/testing';
import type { IconState } from '@jobwire/angular';

/** A step of a run, as its timeline tells it. */
export interface RunStep {
  readonly icon: IconState;
  /** "Started", "62 %" with a no-break space. */
  readonly word: string;
  /** "waited 1 s"; empty where there is nothing more to say. */
  readonly detail: string;
  /** "14:18:41". */
  readonly time: string;
}

/** A `<jw-run-timeline>` in a test. */
export class RunTimelineHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-run-timeline';

  readonly #icons = this.locatorForAll('.step:has(.word) jw-state-icon');
  readonly #words = this.locatorForAll('.word');
  readonly #texts = this.locatorForAll('.texts');
  readonly #times = this.locatorForAll('time');
  readonly #more = this.locatorForOptional('.more');

  /** What is shown, oldest first. */
  async getSteps(): Promise<RunStep[]> {
    const [icons, words, texts, times] = await Promise.all([
      this.#icons(),
      this.#words(),
      this.#texts(),
      this.#times(),
    ]);
    const textOf = async (elements: readonly TestElement[], index: number, exclude?: string): Promise<string> =>
      (await elements[index]?.text(exclude === undefined ? {} : { exclude })) ?? '';
    return Promise.all(
      words.map(async (word, index) => ({
        icon: (await icons[index]?.getAttribute('data-state')) as IconState,
        word: await word.text(),
        detail: await textOf(texts, index, '.word'),
        time: await textOf(times, index),
      })),
    );
  }

  /** "Show 10 more"; `null` where nothing is left out. */
  async getFold(): Promise<string | null> {
    return (await (await this.#more())?.text()) ?? null;
  }

  async showAll(): Promise<void> {
    return (await this.locatorFor('.more')()).click();
  }
}
