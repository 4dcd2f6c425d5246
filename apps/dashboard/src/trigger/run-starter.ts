import { inject, Injectable } from '@angular/core';
import { formatDuration, JobsApi } from '@jobwire/angular';
import { firstValueFrom } from 'rxjs';
import { RunNotifications } from '../notify/run-notifications';
import { Notices, Person } from '../shell';
import { OwnJobs } from './own-jobs';
import type { RunAnswer } from './run-dialog';
import { RunForms } from './run-forms';
import type { Place } from './run-launches';

/** Runs a job from a menu: asks for its input, and says what came of it. */
@Injectable({ providedIn: 'root' })
export class RunStarter {
  readonly #api = inject(JobsApi);
  readonly #forms = inject(RunForms);
  readonly #notices = inject(Notices);
  readonly #notifications = inject(RunNotifications);
  readonly #person = inject(Person);
  readonly #ownJobs = inject(OwnJobs);

  async start(jobName: string, server: Place): Promise<void> {
    const job = this.#ownJobs.find({ serverId: server.serverId, jobName });
    const answer = job && (await this.#forms.ask(job, server));
    if (answer) await this.send(jobName, server, answer);
  }

  /** What was asked for already. */
  async send(jobName: string, { serverId, name }: Place, { input, wantsNotice, delayMs }: RunAnswer): Promise<void> {
    try {
      const { jobId } = await firstValueFrom(
        this.#api.trigger(jobName, { serverId, input, delayMs, by: this.#person.by() }),
      );
      if (wantsNotice) void this.#notifications.follow(jobId);
      const message =
        delayMs === undefined
          ? $localize`${jobName}:JOB: runs on ${name}:SERVER:`
          : $localize`${jobName}:JOB: starts on ${name}:SERVER: in ${formatDuration(delayMs)}:DURATION:`;
      this.#notices.say(message, { label: $localize`:Verb:Open`, path: `/runs/${jobId}` });
    } catch (error) {
      // An ApiProblem: it is running there already, or the input is wrong.
      this.#notices.problem($localize`${jobName}:JOB: was not started`, error);
    }
  }
}
