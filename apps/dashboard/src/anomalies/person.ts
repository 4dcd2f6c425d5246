import { inject, Injectable, signal } from '@angular/core';
import { Kept } from '../shell/kept';

/** Who sits here, as they have said: kept in this browser, and told with what they do. */
@Injectable({ providedIn: 'root' })
export class Person {
  readonly #kept = inject(Kept);
  readonly #name = signal(this.#kept.read('person') ?? '');
  readonly name = this.#name.asReadonly();

  call(name: string): void {
    this.#name.set(name.trim());
    this.#kept.write('person', name.trim());
  }
}
