import { inject, Injectable } from '@angular/core';
import type { JobInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { Dialogs } from '../shell/dialogs';
import type { RunDialog, RunDialogData, RunInput } from './run-dialog';

/** Asks for the input of a run. */
@Injectable({ providedIn: 'root' })
export class RunForms {
  readonly #dialogs = inject(Dialogs);

  /** `undefined` where the person has left it. */
  async ask(job: JobInfo, serverName: string): Promise<RunInput | undefined> {
    const load = () => import('./run-dialog').then(({ RunDialog }) => RunDialog);
    const dialog = await this.#dialogs.open<RunDialog, RunDialogData, RunInput>(load, {
      data: { job, serverName },
      width: '540px',
      maxWidth: 'calc(100vw - 24px)',
      panelClass: 'dialog',
    });
    return firstValueFrom(dialog.afterClosed());
  }
}
