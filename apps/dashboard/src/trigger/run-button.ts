import { booleanAttribute, Component, computed, inject, input } from '@angular/core';
import { JobTriggerButton, type Refusal } from '@jobwire/angular';
import type { FleetServer } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { Notices } from '../shell/notices';
import { Catalog } from './catalog';
import type { RunInput } from './run-dialog';
import { RunForms } from './run-forms';

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

  readonly #forms = inject(RunForms);
  readonly #notices = inject(Notices);
  readonly #catalog = inject(Catalog);
  protected readonly timeZone = inject(Appearance).timeZone;
  protected readonly job = computed(() => this.#catalog.jobs().get(this.jobName()));

  protected readonly ask = async (): Promise<RunInput | undefined> => {
    const job = this.job();
    return job && this.#forms.ask(job, this.server().info().name);
  };

  protected say({ message, jobId }: Refusal): void {
    this.#notices.say(message, jobId === undefined ? undefined : { label: 'Open', path: `/runs/${jobId}` });
  }
}
