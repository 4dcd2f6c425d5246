import { booleanAttribute, Component, computed, inject, input, numberAttribute } from '@angular/core';
import { JobTriggerButton, type Refusal } from '@jobwire/angular';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { RunNotifications } from '../notify/run-notifications';
import { Appearance, Notices, Person } from '../shell';
import type { RunInput } from './input-field';
import { OwnJobs } from './own-jobs';
import { RunForms } from './run-forms';
import { RunStarter } from './run-starter';

/** Runs a job of the catalog, asking for its input first, or cancels it. A job that only publishes has no button. */
@Component({
  selector: 'app-run-button',
  imports: [JobTriggerButton],
  template: `
    @if (job()) {
      <jw-job-trigger-button
        quiet
        [compact]="compact()"
        [tabIndex]="tabIndex()"
        [jobName]="jobName()"
        [serverId]="server().serverId"
        [serverName]="server().info().name"
        [by]="by()"
        [disabledReason]="offlineReason()"
        [timeZone]="timeZone()"
        [ask]="ask"
        (accepted)="follow($event)"
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
  /** Where other keys than Tab lead to it: -1. */
  readonly tabIndex = input(0, { transform: numberAttribute });
  readonly server = input.required<FleetServer>();

  readonly #forms = inject(RunForms);
  readonly #notices = inject(Notices);
  readonly #notifications = inject(RunNotifications);
  readonly #ownJobs = inject(OwnJobs);
  readonly #starter = inject(RunStarter);
  readonly #fleet = inject(Fleet);
  protected readonly by = inject(Person).by;
  protected readonly timeZone = inject(Appearance).timeZone;
  protected readonly job = computed(() =>
    this.#ownJobs.find({ serverId: this.server().serverId, jobName: this.jobName() }),
  );
  protected readonly offlineReason = computed(() => this.#fleet.offlineReason(this.server().serverId));

  #wantsNotice = false;

  protected readonly ask = async (): Promise<RunInput | undefined> => {
    const job = this.job();
    const server = this.server().info();
    const answer = job && (await this.#forms.ask(job, server));
    this.#wantsNotice = answer?.wantsNotice === true;
    if (answer?.delayMs === undefined) return answer?.input;
    void this.#starter.send(this.jobName(), server, answer);
    return undefined;
  };

  protected follow(jobId: string): void {
    if (this.#wantsNotice) void this.#notifications.follow(jobId);
  }

  protected say({ message, jobId }: Refusal): void {
    this.#notices.say(
      message,
      jobId === undefined ? undefined : { label: $localize`:Verb:Open`, path: `/runs/${jobId}` },
    );
  }
}
