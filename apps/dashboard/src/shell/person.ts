import { computed, inject, Injectable, signal } from '@angular/core';
import { Kept } from './kept';

/** Who sits here, as they have said: kept in this browser, and told with what they do. */
@Injectable({ providedIn: 'root' })
export class Person {
  readonly #kept = inject(Kept);
  readonly #name = signal(this.#kept.read('person') ?? '');
  /** As it was typed: a field would lose the space before its next word else. */
  readonly name = this.#name.asReadonly();
  /** As orders are told it: `undefined` where nobody has said who they are. */
  readonly by = computed(() => this.#name().trim() || undefined);

  call(name: string): void {
    this.#name.set(name);
    this.#kept.write('person', name.trim());
  }
}

/** "MK" of "Mira K."; empty where there is no name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toLocaleUpperCase();
}
