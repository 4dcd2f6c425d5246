import { A11yModule } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { JobEvents, JobsApi } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { firstValueFrom, type Observable } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { NotifyButton } from '../notify/notify-button';
import { Notices } from '../shell/notices';
import { OwnJobs } from '../trigger/own-jobs';

/** What can be done with a run: stop it, start it again, print it. */
@Component({
  selector: 'app-run-actions',
  imports: [A11yModule, CdkConnectedOverlay, CdkOverlayOrigin, Glyph, NotifyButton],
  templateUrl: './run-actions.html',
  styleUrl: './run-actions.css',
})
export class RunActions {
  readonly run = input.required<JobRun>();

  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  readonly #notices = inject(Notices);
  readonly #router = inject(Router);
  readonly #events = inject(JobEvents);
  readonly #ownJobs = inject(OwnJobs);
  protected readonly isAsking = signal(false);

  protected readonly isOver = computed(() => isOver(this.run()));
  protected readonly server = computed(() => this.#fleet.nameOf(this.run().serverId));
  protected readonly isOurs = computed(() => this.#ownJobs.find(this.run()) !== undefined);
  /** Why its button has to wait; `undefined` where it need not. */
  protected readonly waitReason = computed(
    () => this.#fleet.offlineReason(this.run().serverId) ?? this.#events.waitReason(),
  );

  protected print(): void {
    window.print();
  }

  protected async cancel(): Promise<void> {
    this.isAsking.set(false);
    await this.#send('Not cancelled', this.#api.cancel(this.run().jobId));
  }

  protected async retry(): Promise<void> {
    await this.#send('Not started again', this.#api.retry(this.run().jobId), ({ jobId }) =>
      this.#router.navigate(['/runs', jobId]),
    );
  }

  async #send<Answer>(
    refusal: string,
    request: Observable<Answer>,
    then?: (answer: Answer) => Promise<unknown>,
  ): Promise<void> {
    try {
      const answer = await firstValueFrom(request);
      await then?.(answer);
    } catch (error) {
      // An ApiProblem, which says what to do.
      this.#notices.problem(refusal, error);
    }
  }
}
