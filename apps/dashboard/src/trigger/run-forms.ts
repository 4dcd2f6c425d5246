import { inject, Injectable } from '@angular/core';
import { formatDate, formatTime } from '@jobwire/angular';
import type { JobInfo, ServerInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { Appearance } from '../shell/appearance';
import { Dialogs } from '../shell/dialogs';
import { LastInputs } from './last-inputs';
import type { RunAnswer, RunDialog, RunDialogData } from './run-dialog';

type Place = Pick<ServerInfo, 'serverId' | 'name'>;
type RunFormStart = Pick<RunDialogData, 'verb' | 'filled'>;

/** Asks for the input of a run, beginning with the last one. */
@Injectable({ providedIn: 'root' })
export class RunForms {
  readonly #dialogs = inject(Dialogs);
  readonly #last = inject(LastInputs);
  readonly #timeZone = inject(Appearance).timeZone;

  /** `undefined` where the person has left it. */
  ask(job: JobInfo, server: Place): Promise<RunAnswer | undefined> {
    const last = this.#last.of(job, server.serverId);
    const filled = last && { input: last.input, from: { moment: this.#moment(last.at) } };
    return this.#ask(job, server, { verb: 'Run', ...(filled && { filled }) });
  }

  /** For a run in place of one that has ended: begins with the input of that one. */
  askAgain(job: JobInfo, server: Place, how: RunFormStart): Promise<RunAnswer | undefined> {
    return this.#ask(job, server, how);
  }

  async #ask(job: JobInfo, { serverId, name }: Place, how: RunFormStart): Promise<RunAnswer | undefined> {
    const load = () => import('./run-dialog').then(({ RunDialog }) => RunDialog);
    const dialog = await this.#dialogs.open<RunDialog, RunDialogData, RunAnswer>(load, {
      data: { job, serverName: name, ...how },
      width: '540px',
      maxWidth: 'calc(100vw - 24px)',
      panelClass: 'dialog',
    });
    const answer = await firstValueFrom(dialog.afterClosed());
    if (answer) this.#last.keep(job, serverId, answer.input);
    return answer;
  }

  /** "13:18", with the date where it is not today's. */
  #moment(at: string): string {
    const timeZone = this.#timeZone();
    const date = formatDate(at, { now: Date.now(), timeZone });
    const time = formatTime(at, { to: 'minute', timeZone });
    return date === undefined ? time : $localize`:A moment:${date}:DATE:, ${time}:TIME:`;
  }
}
