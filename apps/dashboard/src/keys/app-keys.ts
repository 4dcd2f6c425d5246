import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { Appearance, CLOCKS, THEMES } from '../shell/appearance';
import { Shortcuts } from './shortcuts';

/** The keys that work on every page. */
@Injectable({ providedIn: 'root' })
export class AppKeys {
  readonly #dialog = inject(MatDialog);
  readonly #router = inject(Router);
  readonly #appearance = inject(Appearance);
  #isOpening = false;

  constructor() {
    const document = inject(DOCUMENT);
    // Not a single key, and not to be switched off: it works in fields as well.
    const openByKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      void this.openPalette();
    };
    document.addEventListener('keydown', openByKey);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', openByKey));
    inject(Shortcuts).add({
      '?': () => void this.openSheet(),
      'g o': () => this.#go('/'),
      'g r': () => this.#go('/runs'),
      'g a': () => this.#go('/anomalies'),
      'g f': () => this.#go('/feed'),
      u: () => this.#appearance.clock.update((clock) => after(CLOCKS, clock)),
      'Shift+D': () => this.#appearance.theme.update((theme) => after(THEMES, theme)),
    });
  }

  async openPalette(): Promise<void> {
    if (this.#isOpening || this.#dialog.openDialogs.length > 0) return;
    this.#isOpening = true;
    try {
      const { CommandPalette } = await import('../palette/command-palette');
      this.#dialog.open(CommandPalette, {
        width: '640px',
        maxWidth: 'calc(100vw - 24px)',
        position: { top: 'max(12px, 12vh)' },
        ariaLabel: 'Search or go to',
      });
    } finally {
      this.#isOpening = false;
    }
  }

  async openSheet(): Promise<void> {
    const { ShortcutsSheet } = await import('./shortcuts-sheet');
    this.#dialog.open(ShortcutsSheet, { width: '1000px', maxWidth: 'calc(100vw - 24px)' });
  }

  #go(path: string): void {
    void this.#router.navigateByUrl(path);
  }
}

function after<Option>(options: readonly Option[], option: Option): Option {
  return options[(options.indexOf(option) + 1) % options.length] as Option;
}
