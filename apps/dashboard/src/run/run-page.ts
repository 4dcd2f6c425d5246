import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import {
  describeJob,
  formatAgo,
  formatTime,
  injectNow,
  JobEvents,
  JobsApi,
  StateIcon,
  type JobDescription,
} from '@jobwire/angular';
import { isOver, type StoredJobEvent } from '@jobwire/events';
import { firstValueFrom, type Observable } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { Notices } from '../shell/notices';
import { Catalog } from '../trigger/catalog';
import { upperFirst } from '../words/label';
import { injectLiveRun } from './live-run';
import { factsOf } from './result-facts';
import { ResultView } from './result-view';
import { RunError } from './run-error';
import { describeProgress, factsOfRun, formatMoment } from './run-facts';
import { RunLog } from './run-log';
import { statusOf } from './run-status';
import { toTimeline } from './timeline';

/** One run: what it was given, how it goes, what came of it. */
@Component({
  selector: 'app-run-page',
  imports: [ResultView, RouterLink, RunError, RunLog, StateIcon],
  templateUrl: './run-page.html',
  styleUrl: './run-page.css',
})
export class RunPage {
  readonly jobId = input.required<string>();

  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  readonly #notices = inject(Notices);
  readonly #router = inject(Router);
  readonly #events = inject(JobEvents);
  readonly #catalog = inject(Catalog);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();

  protected readonly live = injectLiveRun(this.jobId);
  protected readonly run = this.live.run;
  protected readonly isOver = computed(() => {
    const run = this.run();
    return run !== undefined && isOver(run);
  });
  protected readonly server = computed(() => this.#fleet.nameOf(this.run()?.serverId ?? -1));
  readonly #server = computed(() => this.#fleet.infoOf(this.run()?.serverId ?? -1));
  /** What only publishes is not run, nor stopped, by us. */
  protected readonly isOurs = computed(
    () => this.#server()?.publishesOnly !== true && this.#catalog.jobs().has(this.run()?.jobName ?? ''),
  );
  /** Why its button has to wait; `undefined` where it need not. */
  protected readonly waitReason = computed(() =>
    this.#server()?.online === false ? `${this.server()} is offline.` : this.#events.waitReason(),
  );
  readonly #moment = computed(() => ({
    now: this.#events.asOf() ?? Math.max(this.#now(), Date.now()),
    isLive: this.#events.isLive(),
    timeZone: this.#timeZone(),
  }));
  protected readonly shown = computed<JobDescription | undefined>(() => {
    const run = this.run();
    return run && describeJob(statusOf(run));
  });
  protected readonly facts = computed(() => {
    const run = this.run();
    return run ? factsOfRun(run, this.#moment()) : [];
  });
  /** How far it is, or when it ended. */
  protected readonly subtitle = computed(() => {
    const run = this.run();
    if (run?.finishedAt === undefined) return run ? describeProgress(run) : '';
    const { finishedAt } = run;
    return `${formatMoment(finishedAt, this.#moment())}, ${formatAgo(finishedAt, this.#moment().now)}`;
  });
  protected readonly hasInput = computed(() => factsOf(this.run()?.input).length > 0);
  protected readonly percent = computed(() => this.run()?.progress?.percent);
  protected readonly timeline = computed(() =>
    toTimeline(this.live.events()).map((line) => ({
      ...line,
      time: formatTime(line.epochMs, { timeZone: this.#timeZone() }),
    })),
  );
  protected readonly anomalies = computed(() =>
    this.live.events().flatMap((event) => (event.type === 'anomaly_detected' ? [toAnomaly(event)] : [])),
  );

  protected cancel(): Promise<void> {
    return this.#send('Not cancelled', this.#api.cancel(this.jobId()));
  }

  protected async retry(): Promise<void> {
    await this.#send('Not started again', this.#api.retry(this.jobId()), ({ jobId }) =>
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

function toAnomaly({ position, data }: StoredJobEvent & { type: 'anomaly_detected' }) {
  const evidence = data.evidence === undefined ? '' : JSON.stringify(data.evidence, undefined, 2);
  return { position, severity: data.severity, word: upperFirst(data.severity), summary: data.summary, evidence };
}
