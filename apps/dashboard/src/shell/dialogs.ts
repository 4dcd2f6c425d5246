import { DOCUMENT, inject, Injectable, Injector, type Type } from '@angular/core';
import type { MatDialogConfig, MatDialogRef } from '@angular/material/dialog';
import { race } from 'rxjs';

/** Opens dialogs. What they need is loaded with the first one: the page is there without it. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  readonly #injector = inject(Injector);
  readonly #document = inject(DOCUMENT);

  /** `undefined` where somebody has pressed Esc while it was on its way. */
  async open<Content, Data = unknown, Result = unknown>(
    load: () => Promise<Type<Content>>,
    config: MatDialogConfig<Data>,
  ): Promise<MatDialogRef<Content, Result> | undefined> {
    const coming = new AbortController();
    let dialog: MatDialogRef<Content, Result> | undefined;
    let isLeft = false;
    // Before the page hears of it: Esc is for what lies on top, and that is this dialog before it has the focus.
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      isLeft = true;
      dialog?.close();
    };
    this.#document.addEventListener('keydown', leave, { capture: true, signal: coming.signal });
    try {
      const [{ MatDialog }, content] = await Promise.all([import('@angular/material/dialog'), load()]);
      // The focus comes with the dialog. After its animation it would be taken from who has gone to a field meanwhile.
      const options = { ...config, delayFocusTrap: false };
      if (!isLeft) dialog = this.#injector.get(MatDialog).open<Content, Data, Result>(content, options);
      return dialog;
    } finally {
      if (dialog) race(dialog.afterOpened(), dialog.afterClosed()).subscribe(() => coming.abort());
      else coming.abort();
    }
  }

  /** Whether a dialog or a menu lies over the page. It may not have the focus yet. */
  isAnyOpen(): boolean {
    const above = '.cdk-overlay-container :is([role=dialog], [role=alertdialog], [role=menu])';
    return this.#document.querySelector(above) !== null;
  }
}
