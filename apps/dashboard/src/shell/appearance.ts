import { computed, DOCUMENT, effect, inject, Injectable, signal, type WritableSignal } from '@angular/core';
import { Kept } from './kept';

export const THEMES = ['system', 'light', 'dark'] as const;
export const CLOCKS = ['local', 'utc'] as const;
export type Theme = (typeof THEMES)[number];
export type Clock = (typeof CLOCKS)[number];

/** How the page looks: kept in this browser. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  readonly #document = inject(DOCUMENT);
  readonly #storage = inject(Kept);
  readonly theme = this.#kept<Theme>('theme', THEMES);
  readonly clock = this.#kept<Clock>('clock', CLOCKS);
  /** For times of day: `undefined` is that of the machine. */
  readonly timeZone = computed(() => (this.clock() === 'utc' ? 'UTC' : undefined));

  constructor() {
    effect(() => {
      const { classList } = this.#document.documentElement;
      classList.toggle('dark', this.theme() === 'dark');
      classList.toggle('light', this.theme() === 'light');
    });
  }

  /** A choice whose first option is the default. */
  #kept<Option extends string>(name: string, options: readonly [Option, ...Option[]]): WritableSignal<Option> {
    const choice = signal(options.find((option) => option === this.#storage.read(name)) ?? options[0]);
    effect(() => this.#storage.write(name, choice()));
    return choice;
  }
}
