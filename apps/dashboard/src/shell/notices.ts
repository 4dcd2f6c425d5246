import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';

/** Long enough to read two lines. In milliseconds. */
const SHOWN_MS = 8_000;

/** Short messages about what somebody has just tried. */
@Injectable({ providedIn: 'root' })
export class Notices {
  readonly #snackBar = inject(MatSnackBar);
  readonly #router = inject(Router);

  say(message: string, link?: { readonly label: string; readonly path: string }): void {
    const notice = this.#snackBar.open(message, link?.label ?? 'Close', { duration: SHOWN_MS });
    if (link) notice.onAction().subscribe(() => void this.#router.navigateByUrl(link.path));
  }

  problem(what: string, error: unknown): void {
    this.say(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
