import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { JobEvents, JobsApi, shortId, type RetryRequest } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { Notices, Person } from '../shell';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { NotifyButton } from '../notify/notify-button';
import { RunNotifications } from '../notify/run-notifications';
import { RunOrders, type RunOrder } from '../runs/run-orders';
import { fieldsOf, isObject } from '../trigger/input-field';
import { OwnJobs } from '../trigger/own-jobs';
import { RunForms } from '../trigger/run-forms';
import { DoubleClicks } from './double-clicks';
import { RunQuestion } from './run-question';

/** What can be done with a run: stop it, start it again, with another input too, print it. */
@Component({
  selector: 'app-run-actions',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, Glyph, NotifyButton, RunQuestion],
  templateUrl: './run-actions.html',
  styleUrl: './run-actions.css',
})
export class RunActions {
  readonly run = input.required<JobRun>();

  readonly #api = inject(JobsApi);
  readonly #doubleClicks = inject(DoubleClicks);
  readonly #fleet = inject(Fleet);
  readonly #forms = inject(RunForms);
  readonly #notices = inject(Notices);
  readonly #notifications = inject(RunNotifications);
  readonly #orders = inject(RunOrders);
  readonly #person = inject(Person);
  readonly #router = inject(Router);
  readonly #events = inject(JobEvents);
  readonly #ownJobs = inject(OwnJobs);
  /** What is asked about before it is done. */
  protected readonly asking = signal<RunOrder | undefined>(undefined);

  /** The answer is waited for. Its button stays enabled, so as not to lose the focus. */
  protected readonly isRetrying = signal(false);

  protected readonly isOver = computed(() => isOver(this.run()));
  protected readonly order = computed<RunOrder>(() => (this.isOver() ? 'retry' : 'cancel'));
  protected readonly server = computed(() => this.#fleet.nameOf(this.run().serverId));
  protected readonly job = computed(() => this.#ownJobs.find(this.run()));
  protected readonly takesInput = computed(() => fieldsOf(this.job()?.input ?? {}).length > 0);
  protected readonly words = computed(() => {
    const { state, cancelRequested } = this.run();
    return {
      edit: state === 'completed' ? $localize`Edit and run again` : $localize`Edit input and retry`,
      again: state === 'failed' ? $localize`:Verb:Retry` : $localize`Run again`,
      cancel: cancelRequested ? $localize`:A run:Cancelling…` : $localize`:Cancel a run|Verb:Cancel`,
    };
  });
  /** Why its button has to wait; `undefined` where it need not. */
  protected readonly waitReason = computed(
    () => this.#fleet.offlineReason(this.run().serverId) ?? this.#events.waitReason(),
  );

  constructor() {
    injectShortcuts({
      r: () => this.#ask('retry'),
      c: () => this.#ask('cancel'),
      f: () => this.#follow(),
    });
  }

  protected print(): void {
    window.print();
  }

  /** By its button: its second click may come when the page shows the new run already, which has failed as quickly. */
  protected press(click: MouseEvent): void {
    if (this.#doubleClicks.isFirst(click)) void this.retry();
  }

  protected confirm(): void {
    this.asking.set(undefined);
    if (this.order() === 'cancel') void this.#cancel();
    else void this.retry();
  }

  /** Once, however often its button is pressed meanwhile. */
  protected async retry(request: RetryRequest = {}, { wantsNotice = false } = {}): Promise<void> {
    if (this.isRetrying()) return;
    this.isRetrying.set(true);
    const by = this.#person.by();
    await this.#try($localize`Not started again`, async () => {
      const { jobId } = await firstValueFrom(this.#api.retry(this.run().jobId, { ...request, by }));
      if (wantsNotice) void this.#notifications.follow(jobId);
      await this.#router.navigate(['/runs', jobId]);
    });
    this.isRetrying.set(false);
  }

  protected async edit(): Promise<void> {
    const job = this.job();
    if (!job) return;
    const { serverId, jobId, input, state } = this.run();
    const answer = await this.#forms.askAgain(
      job,
      { serverId, name: this.server() },
      {
        verb: state === 'completed' ? 'Run' : 'Retry',
        ...(isObject(input) ? { filled: { input, from: { run: shortId(jobId) } } } : {}),
      },
    );
    if (answer) await this.retry({ input: answer.input }, answer);
  }

  async #cancel(): Promise<void> {
    const by = this.#person.by();
    await this.#try($localize`Not cancelled`, () => firstValueFrom(this.#api.cancel(this.run().jobId, { by })));
  }

  /** By key it always asks first, and says why there is nothing to ask. */
  #ask(order: RunOrder): void {
    const refusal = this.#orders.refusal(order, this.run()) ?? this.waitReason();
    if (refusal === undefined) this.asking.set(order);
    else this.#notices.say(refusal);
  }

  #follow(): void {
    const { jobId } = this.run();
    if (this.isOver() || !this.job()) return;
    if (this.#notifications.followed().has(jobId)) this.#notifications.unfollow(jobId);
    else void this.#notifications.follow(jobId);
  }

  async #try(refusal: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      // An ApiProblem, which says what to do.
      this.#notices.problem(refusal, error);
    }
  }
}
