import { DOCUMENT, effect, inject, Injectable, Injector, signal, type WritableSignal } from '@angular/core';

/** What this browser keeps for the next visit. */
@Injectable({ providedIn: 'root' })
export class Kept {
  readonly #storage = storageOf(inject(DOCUMENT));
  readonly #injector = inject(Injector);

  read(name: string): string | undefined {
    try {
      return this.#storage?.getItem(`jobwire.${name}`) ?? undefined;
    } catch {
      // NS_ERROR_FILE_CORRUPTED and the like: what the browser cannot read is as if it was never kept.
      return undefined;
    }
  }

  write(name: string, value: string): void {
    try {
      this.#storage?.setItem(`jobwire.${name}`, value);
    } catch {
      // QuotaExceededError: it then lasts as long as the page.
    }
  }

  /** One of a few options. As long as none was chosen it is the first. */
  choice<Option extends string>(name: string, options: readonly [Option, ...Option[]]): WritableSignal<Option> {
    return this.#follow(name, signal(this.#find(name, options) ?? options[0]));
  }

  /** One of a few options; `undefined` as long as none was chosen. */
  openChoice<Option extends string>(name: string, options: readonly Option[]): WritableSignal<Option | undefined> {
    return this.#follow(name, signal(this.#find(name, options)));
  }

  #find<Option extends string>(name: string, options: readonly Option[]): Option | undefined {
    const kept = this.read(name);
    return options.find((option) => option === kept);
  }

  #follow<Option extends string | undefined>(name: string, choice: WritableSignal<Option>): WritableSignal<Option> {
    const write = (): void => {
      const chosen = choice();
      if (chosen !== undefined) this.write(name, chosen);
    };
    effect(write, { injector: this.#injector });
    return choice;
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
