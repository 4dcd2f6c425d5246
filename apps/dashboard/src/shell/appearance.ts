import { computed, DOCUMENT, effect, inject, Injectable } from '@angular/core';
import { Kept } from './kept';
import { injectMedia } from './media';

export const THEMES = ['system', 'light', 'dark'] as const;
export const CLOCKS = ['local', 'utc'] as const;
const DENSITIES = ['compact', 'default', 'roomy'] as const;
export type Density = (typeof DENSITIES)[number];

/** In pixels. */
const ROWS: Readonly<Record<Density, number>> = { compact: 32, default: 36, roomy: 44 };
const CELLS: Readonly<Record<Density, number>> = { compact: 48, default: 56, roomy: 64 };

/** How the page looks: kept in this browser. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #kept = inject(Kept);
  readonly #density = this.#kept.openChoice('density', DENSITIES);
  readonly #isCoarse = injectMedia('(pointer: coarse)');

  readonly theme = this.#kept.choice('theme', THEMES);
  readonly clock = this.#kept.choice('clock', CLOCKS);
  /** For times of day: `undefined` is that of the machine. */
  readonly timeZone = computed(() => (this.clock() === 'utc' ? 'UTC' : undefined));
  /** As long as none was chosen, what suits the pointer. */
  readonly density = computed(() => this.#density() ?? (this.#isCoarse() ? 'roomy' : 'default'));
  /** Of a row of one line, in pixels. In style sheets `--row-height`, and `--cell-height` for the cells of the board. */
  readonly rowHeight = computed(() => ROWS[this.density()]);

  constructor() {
    effect(() => {
      this.#root.classList.toggle('dark', this.theme() === 'dark');
      this.#root.classList.toggle('light', this.theme() === 'light');
    });
    effect(() => {
      this.#root.style.setProperty('--row-height', `${this.rowHeight()}px`);
      this.#root.style.setProperty('--cell-height', `${CELLS[this.density()]}px`);
    });
  }

  choose(density: Density): void {
    this.#density.set(density);
  }
}
