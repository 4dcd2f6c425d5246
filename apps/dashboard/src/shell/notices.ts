import { inject, Injectable, Injector } from '@angular/core';
import { Router } from '@angular/router';

/** Long enough to read two lines. In milliseconds. */
const SHOWN_MS = 8_000;

/** Where a notice leads. */
interface NoticeLink {
  readonly label: string;
  readonly path: string;
}

/** Short messages about what somebody has just tried. */
@Injectable({ providedIn: 'root' })
export class Notices {
  readonly #injector = inject(Injector);
  readonly #router = inject(Router);

  say(message: string, link?: NoticeLink): void {
    void this.#show(message, link);
  }

  problem(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.say($localize`:What did not work, and why:${what}:WHAT:: ${why}:WHY:`);
  }

  /** What it needs is loaded with the first one. */
  async #show(message: string, link: NoticeLink | undefined): Promise<void> {
    const { MatSnackBar } = await import('@angular/material/snack-bar');
    const notice = this.#injector
      .get(MatSnackBar)
      .open(message, link?.label ?? $localize`Close`, { duration: SHOWN_MS });
    if (link) notice.onAction().subscribe(() => void this.#router.navigateByUrl(link.path));
  }
}
