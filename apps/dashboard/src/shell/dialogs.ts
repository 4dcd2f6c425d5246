import { DOCUMENT, inject, Injectable, Injector, type Type } from '@angular/core';
import type { MatDialogConfig, MatDialogRef } from '@angular/material/dialog';

/** Opens dialogs. What they need is loaded with the first one: the page is there without it. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  readonly #injector = inject(Injector);
  readonly #document = inject(DOCUMENT);
  #opening = 0;

  async open<Content, Data = unknown, Result = unknown>(
    load: () => Promise<Type<Content>>,
    config: MatDialogConfig<Data>,
  ): Promise<MatDialogRef<Content, Result>> {
    this.#opening++;
    try {
      const [{ MatDialog }, content] = await Promise.all([import('@angular/material/dialog'), load()]);
      return this.#injector.get(MatDialog).open<Content, Data, Result>(content, config);
    } finally {
      this.#opening--;
    }
  }

  /** Whether a dialog or a menu lies over the page, or is on its way. It may not have the focus yet. */
  isAnyOpen(): boolean {
    const above = '.cdk-overlay-container :is([role=dialog], [role=alertdialog], [role=menu])';
    return this.#opening > 0 || this.#document.querySelector(above) !== null;
  }
}
