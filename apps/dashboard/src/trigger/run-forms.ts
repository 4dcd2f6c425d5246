import { inject, Injectable } from '@angular/core';
import type { JobInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { Appearance, Dialogs } from '../shell';
import { LastInputs } from './last-inputs';
import { formatMinute } from './moment';
import type { RunAnswer, RunDialog, RunDialogData } from './run-dialog';
import type { Place } from './run-launches';

type RunFormStart = Pick<RunDialogData, 'verb' | 'filled' | 'canChoose'>;

/** Asks for the input of a run, beginning with the last one. */
@Injectable({ providedIn: 'root' })
export class RunForms {
  readonly #dialogs = inject(Dialogs);
  readonly #last = inject(LastInputs);
  readonly #timeZone = inject(Appearance).timeZone;

  /**
   * `undefined` where the person has left it, or has run it elsewhere: what is run on other servers, or on several, is sent by
   * the form.
   */
  ask(job: JobInfo, server: Place): Promise<RunAnswer | undefined> {
    const last = this.#last.of(job, server.serverId);
    const filled = last && { input: last.input, from: { moment: formatMinute(last.at, this.#timeZone()) } };
    return this.#ask(job, server, { verb: 'Run', canChoose: true, ...(filled && { filled }) });
  }

  /** For a run in place of one that has ended: begins with the input of that one. */
  askAgain(job: JobInfo, server: Place, how: RunFormStart): Promise<RunAnswer | undefined> {
    return this.#ask(job, server, how);
  }

  async #ask(job: JobInfo, { serverId, name }: Place, how: RunFormStart): Promise<RunAnswer | undefined> {
    const load = () => import('./run-dialog').then(({ RunDialog }) => RunDialog);
    const dialog = await this.#dialogs.open<RunDialog, RunDialogData, RunAnswer>(load, {
      data: { job, server: { serverId, name }, ...how },
      width: '540px',
      maxWidth: 'calc(100vw - 24px)',
      panelClass: 'dialog',
    });
    const answer = dialog && (await firstValueFrom(dialog.afterClosed()));
    if (answer) this.#last.keep(job, serverId, answer.input);
    return answer;
  }
}
