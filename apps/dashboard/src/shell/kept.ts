import { DOCUMENT, inject, Injectable } from '@angular/core';

/** What this browser keeps for the next visit. */
@Injectable({ providedIn: 'root' })
export class Kept {
  readonly #storage = storageOf(inject(DOCUMENT));

  read(name: string): string | undefined {
    return this.#storage?.getItem(`jobwire.${name}`) ?? undefined;
  }

  write(name: string, value: string): void {
    try {
      this.#storage?.setItem(`jobwire.${name}`, value);
    } catch {
      // QuotaExceededError: it then lasts as long as the page.
    }
  }
}

function storageOf(document: Document): Storage | undefined {
  try {
    return document.defaultView?.localStorage;
  } catch {
    // A browser that blocks site data throws here: nothing outlasts the page.
    return undefined;
  }
}
