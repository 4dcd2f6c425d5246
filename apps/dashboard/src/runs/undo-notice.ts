import { Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { MAT_SNACK_BAR_DATA } from '@angular/material/snack-bar';
import { Glyph } from '../glyph/glyph';

/** So long an order can be taken back. In seconds. */
const SECONDS = 8;

export interface UndoData {
  readonly message: string;
  readonly undo: () => void;
  /** The time is over, or nobody wants to wait. */
  readonly go: () => void;
}

/** Says what is about to happen and counts down. Whoever points at it or has its focus stops the clock. */
@Component({
  selector: 'app-undo-notice',
  imports: [Glyph],
  template: `
    <span class="message">{{ data.message }}</span>
    <button class="undo" type="button" (click)="data.undo()" i18n="Time is left">Undo, {{ left() }}</button>
    <button class="close" type="button" aria-label="Do it now" i18n-aria-label (click)="data.go()">
      <app-glyph name="close" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 12px;
    }
    .message {
      flex: 1;
    }
    button {
      min-height: 32px;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
    button:focus-visible {
      outline-color: currentcolor;
    }
    .undo {
      font-weight: 600;
      text-decoration: underline;
      text-underline-offset: 3px;
      white-space: nowrap;
    }
    .close {
      display: grid;
      place-items: center;
      width: 32px;
    }
  `,
  host: {
    '(pointerenter)': 'stop(true)',
    '(pointerleave)': 'stop(false)',
    '(focusin)': 'stop(true)',
    '(focusout)': 'stop(false)',
  },
})
export class UndoNotice {
  protected readonly data = inject<UndoData>(MAT_SNACK_BAR_DATA);
  readonly #seconds = signal(SECONDS);
  protected readonly left = computed(() => $localize`:Time that is left:${this.#seconds()}:SECONDS:\u00a0s`);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.stop(false);
    inject(DestroyRef).onDestroy(() => clearInterval(this.#timer));
  }

  protected stop(isStopped: boolean): void {
    clearInterval(this.#timer);
    if (isStopped) return;
    this.#timer = setInterval(() => {
      this.#seconds.update((seconds) => seconds - 1);
      if (this.#seconds() > 0) return;
      clearInterval(this.#timer);
      this.data.go();
    }, 1_000);
  }
}
