import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { JobInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import type { RunDialog, RunDialogData, RunInput } from './run-dialog';

/** Asks for the input of a run. */
@Injectable({ providedIn: 'root' })
export class RunForms {
  readonly #dialog = inject(MatDialog);

  /** `undefined` where the person has left it. */
  async ask(job: JobInfo, serverName: string): Promise<RunInput | undefined> {
    // Loaded with the first click: nobody needs it to watch.
    const { RunDialog } = await import('./run-dialog');
    const dialog = this.#dialog.open<RunDialog, RunDialogData, RunInput>(RunDialog, {
      data: { job, serverName },
      width: '540px',
      maxWidth: 'calc(100vw - 24px)',
      panelClass: 'dialog',
    });
    return firstValueFrom(dialog.afterClosed());
  }
}
