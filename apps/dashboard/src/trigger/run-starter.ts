import { inject, Injectable } from '@angular/core';
import { JobsApi } from '@jobwire/angular';
import type { ServerInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { RunNotifications } from '../notify/run-notifications';
import { Notices } from '../shell/notices';
import { OwnJobs } from './own-jobs';
import { RunForms } from './run-forms';

/** Runs a job from a menu: asks for its input, and says what came of it. */
@Injectable({ providedIn: 'root' })
export class RunStarter {
  readonly #api = inject(JobsApi);
  readonly #forms = inject(RunForms);
  readonly #notices = inject(Notices);
  readonly #notifications = inject(RunNotifications);
  readonly #ownJobs = inject(OwnJobs);

  async start(jobName: string, server: Pick<ServerInfo, 'serverId' | 'name'>): Promise<void> {
    const { serverId, name } = server;
    const job = this.#ownJobs.find({ serverId, jobName });
    const answer = job && (await this.#forms.ask(job, server));
    if (!answer) return;
    const { input, wantsNotice } = answer;
    try {
      const { jobId } = await firstValueFrom(this.#api.trigger(jobName, { serverId, input }));
      if (wantsNotice) void this.#notifications.follow(jobId);
      this.#notices.say($localize`${jobName}:JOB: runs on ${name}:SERVER:`, {
        label: $localize`:Verb:Open`,
        path: `/runs/${jobId}`,
      });
    } catch (error) {
      // An ApiProblem: it is running there already, or the input is wrong.
      this.#notices.problem($localize`${jobName}:JOB: was not started`, error);
    }
  }
}
