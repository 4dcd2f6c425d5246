import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';
import type { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { Appearance, CLOCKS, Dialogs, THEMES } from '../shell';
import { Shortcuts } from './shortcuts';

/** The keys that work on every page. */
@Injectable({ providedIn: 'root' })
export class AppKeys {
  readonly #dialogs = inject(Dialogs);
  readonly #document = inject(DOCUMENT);
  readonly #router = inject(Router);
  readonly #appearance = inject(Appearance);
  #isOpen = false;

  constructor() {
    // Not a single key, and not to be switched off: it works in fields as well.
    const openByKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      void this.openPalette();
    };
    this.#document.addEventListener('keydown', openByKey);
    inject(DestroyRef).onDestroy(() => this.#document.removeEventListener('keydown', openByKey));
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

  openPalette(): Promise<void> {
    return this.#openOnly(async () => {
      const load = () => import('../palette/command-palette').then(({ CommandPalette }) => CommandPalette);
      return this.#dialogs.open(load, {
        width: '640px',
        maxWidth: 'calc(100vw - 24px)',
        position: { top: 'max(12px, 12vh)' },
        ariaLabel: $localize`Search or go to`,
      });
    });
  }

  openSheet(): Promise<void> {
    return this.#openOnly(async () => {
      const load = () => import('./shortcuts-sheet').then(({ ShortcutsSheet }) => ShortcutsSheet);
      return this.#dialogs.open(load, { width: '1000px', maxWidth: 'calc(100vw - 24px)', panelClass: 'dialog' });
    });
  }

  /** A second press while one is open, or on its way, opens nothing. */
  async #openOnly(open: () => Promise<MatDialogRef<unknown> | undefined>): Promise<void> {
    if (this.#isOpen || this.#document.querySelector('.cdk-overlay-container [role=dialog]')) return;
    this.#isOpen = true;
    try {
      const dialog = await open();
      if (dialog) dialog.afterClosed().subscribe(() => (this.#isOpen = false));
      else this.#isOpen = false;
    } catch (error) {
      // It could not be loaded, as without a network.
      this.#isOpen = false;
      throw error;
    }
  }

  #go(path: string): void {
    void this.#router.navigateByUrl(path);
  }
}

function after<Option>(options: readonly Option[], option: Option): Option {
  return options[(options.indexOf(option) + 1) % options.length] as Option;
}
