import { DestroyRef, inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { UndoNotice, type UndoData } from './undo-notice';

/** `isLeaving`: the page goes, and no answer will be heard. */
type Send = (how: { readonly isLeaving: boolean }) => void;

/** Orders that can be taken back for a while. One at a time: the next sends the one before. */
@Injectable({ providedIn: 'root' })
export class Undoable {
  readonly #snackBar = inject(MatSnackBar);
  #waiting: Send | undefined;

  constructor() {
    // The page goes: there is no more time to undo.
    const leave = (): void => this.#waiting?.({ isLeaving: true });
    globalThis.addEventListener('pagehide', leave);
    inject(DestroyRef).onDestroy(() => globalThis.removeEventListener('pagehide', leave));
  }

  /** Does something in 8 seconds, unless it is undone before. */
  later(message: string, send: Send): void {
    this.sendNow();
    const end = (act?: () => void): void => {
      this.#waiting = undefined;
      notice.dismiss();
      act?.();
    };
    const data: UndoData = { message, undo: () => end(), go: () => end(() => send({ isLeaving: false })) };
    const notice = this.#snackBar.openFromComponent(UndoNotice, { data });
    const go: Send = (how) => end(() => send(how));
    this.#waiting = go;
    // Another message took its place.
    notice.afterDismissed().subscribe(() => {
      if (this.#waiting === go) go({ isLeaving: false });
    });
  }

  /** Does not wait: what can be undone is sent. */
  sendNow(): void {
    this.#waiting?.({ isLeaving: false });
  }
}
