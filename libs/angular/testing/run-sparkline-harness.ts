import { ComponentHarness, type TestElement } from '@angular/cdk/testing';

/** A `<jw-run-sparkline>` in a test. */
export class RunSparklineHarness extends ComponentHarness {
  static readonly hostSelector = 'jw-run-sparkline';

  readonly #svg = this.locatorFor('svg');
  readonly #shapes = this.locatorForAll('path:not(.base)');

  /** The runs in one sentence, as it is read out: "14 runs, 1 failed, median 1 m 12 s". */
  async getText(): Promise<string> {
    return (await (await this.#svg()).getAttribute('aria-label')) ?? '';
  }

  /** How many runs are drawn, the one that goes on among them. */
  async getBarCount(): Promise<number> {
    return (await this.getBarKinds()).length;
  }

  /** How each run is drawn, oldest first: `done`, `failed`, `slow`, `running`. */
  async getBarKinds(): Promise<string[]> {
    const bars = await Promise.all((await this.#shapes()).map(barsOf));
    return bars
      .flat()
      .sort((a, b) => a.x - b.x)
      .map(({ kind }) => kind);
  }
}

/** All bars of a kind are one shape, and each begins with a move to its place. */
async function barsOf(shape: TestElement): Promise<{ kind: string; x: number }[]> {
  const [kind, path] = [await shape.getAttribute('class'), await shape.getAttribute('d')];
  return [...(path ?? '').matchAll(/M([\d.]+)/g)].map(([, x]) => ({ kind: kind ?? '', x: Number(x) }));
}
