import { booleanAttribute, Component, computed, inject, input } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { JobTriggerButton, type Refusal } from '@jobwire/angular';
import { firstValueFrom } from 'rxjs';
import type { FleetServer } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { Notices } from '../shell/notices';
import { Catalog } from './catalog';
import type { RunDialog, RunDialogData, RunInput } from './run-dialog';

/** Runs a job of the catalog, asking for its input first, or cancels it. A job that only publishes has no button. */
@Component({
  selector: 'app-run-button',
  imports: [JobTriggerButton],
  template: `
    @if (job() && !server().info().publishesOnly) {
      <jw-job-trigger-button
        quiet
        [compact]="compact()"
        [jobName]="jobName()"
        [serverId]="server().serverId"
        [serverName]="server().info().name"
        [disabledReason]="server().info().online ? undefined : server().info().name + ' is offline.'"
        [timeZone]="timeZone()"
        [ask]="ask"
        (refused)="say($event)"
      />
    }
  `,
  styles: `
    :host(:empty) {
      display: none;
    }
  `,
})
export class RunButton {
  readonly jobName = input.required<string>();
  readonly compact = input(false, { transform: booleanAttribute });
  readonly server = input.required<FleetServer>();

  readonly #dialog = inject(MatDialog);
  readonly #notices = inject(Notices);
  readonly #catalog = inject(Catalog);
  protected readonly timeZone = inject(Appearance).timeZone;
  protected readonly job = computed(() => this.#catalog.jobs().get(this.jobName()));

  protected readonly ask = async (): Promise<RunInput | undefined> => {
    const job = this.job();
    if (!job) return undefined;
    // Loaded with the first click: nobody needs it to watch.
    const { RunDialog } = await import('./run-dialog');
    const dialog = this.#dialog.open<RunDialog, RunDialogData, RunInput>(RunDialog, {
      data: { job, serverName: this.server().info().name },
      width: '540px',
      maxWidth: 'calc(100vw - 24px)',
      panelClass: 'dialog',
    });
    return firstValueFrom(dialog.afterClosed());
  };

  protected say({ message, jobId }: Refusal): void {
    this.#notices.say(message, jobId === undefined ? undefined : { label: 'Open', path: `/runs/${jobId}` });
  }
}
