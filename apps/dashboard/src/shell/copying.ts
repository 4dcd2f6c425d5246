import { Clipboard } from '@angular/cdk/clipboard';
import { inject, Injectable } from '@angular/core';
import { Notices } from './notices';

/** Copies a text and says so. Not by `navigator.clipboard`, which a page without TLS has not. */
@Injectable({ providedIn: 'root' })
export class Copying {
  readonly #clipboard = inject(Clipboard);
  readonly #notices = inject(Notices);

  copy(text: string, done: string): void {
    this.#notices.say(this.#clipboard.copy(text) ? done : $localize`Not copied: the browser refuses.`);
  }
}
