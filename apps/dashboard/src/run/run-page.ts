import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import {
  describeJob,
  formatDuration,
  formatTime,
  injectNow,
  JobEvents,
  JobsApi,
  StateIcon,
  type JobDescription,
} from '@jobwire/angular';
import { isOver, type JobRun, type JobStatus, type StoredJobEvent } from '@jobwire/events';
import { firstValueFrom, type Observable } from 'rxjs';
import { toFeedLines } from '../feed/feed-line';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { Notices } from '../shell/notices';
import { injectLiveRun } from './live-run';
import { ResultView } from './result-view';
import { RunLog } from './run-log';

/** Lines of the timeline; a run with more shows its newest. */
const TIMELINE = 60;

/** One run: what it was given, how it goes, what came of it. */
@Component({
  selector: 'app-run-page',
  imports: [ResultView, RouterLink, RunLog, StateIcon],
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
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();

  protected readonly live = injectLiveRun(this.jobId);
  protected readonly run = this.live.run;
  protected readonly waitReason = this.#events.waitReason;
  protected readonly isOver = computed(() => {
    const run = this.run();
    return run !== undefined && isOver(run);
  });
  protected readonly server = computed(() => this.#fleet.nameOf(this.run()?.serverId ?? -1));
  protected readonly shown = computed<JobDescription | undefined>(() => {
    const run = this.run();
    return run && describeJob(toStatus(run));
  });
  protected readonly facts = computed(() => {
    const run = this.run();
    if (!run) return [];
    const { queuedAt, startedAt, finishedAt, by } = run;
    const end = finishedAt === undefined ? (this.#events.asOf() ?? this.#now()) : Date.parse(finishedAt);
    return [
      ['Server', `${this.server()} (#${run.serverId})`],
      ...(by ? [['Started by', by.name === undefined ? by.kind : `${by.kind}: ${by.name}`]] : []),
      ...(queuedAt === undefined ? [] : [['Queued', this.#time(queuedAt)]]),
      ...(startedAt === undefined ? [] : [['Started', this.#time(startedAt)]]),
      ...(finishedAt === undefined ? [] : [['Ended', this.#time(finishedAt)]]),
      ...(startedAt === undefined
        ? []
        : [
            [
              finishedAt === undefined ? 'Running for' : 'Took',
              formatDuration(Math.max(0, end - Date.parse(startedAt))),
            ],
          ]),
    ];
  });
  protected readonly progressText = computed(() => {
    const { current, total } = this.run()?.progress ?? {};
    if (current === undefined) return '';
    const format = new Intl.NumberFormat('en');
    return total === undefined ? format.format(current) : `${format.format(current)} of ${format.format(total)}`;
  });
  protected readonly timeline = computed(() =>
    toFeedLines(this.live.events(), TIMELINE)
      .toReversed()
      .map((line) => ({ ...line, time: formatTime(line.epochMs, { timeZone: this.#timeZone() }) })),
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

  #time(moment: string): string {
    const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: this.#timeZone() });
    return `${date.format(Date.parse(moment))}, ${formatTime(moment, { timeZone: this.#timeZone() })}`;
  }
}

/** A run in the words of a status. */
function toStatus({
  state,
  durationMs,
  startedAt,
  error,
  finishedAt,
  progress,
  cancelRequested,
  jobName,
}: JobRun): JobStatus {
  const states = {
    completed: 'idle',
    cancelled: 'stopped',
    failed: 'failed',
    queued: 'queued',
    running: 'running',
  } as const;
  return {
    key: jobName,
    jobName,
    label: jobName,
    state: states[state],
    ...(startedAt === undefined ? {} : { activeSince: startedAt }),
    ...(progress === undefined || finishedAt !== undefined ? {} : { progress }),
    ...(cancelRequested === undefined ? {} : { cancelRequested }),
    ...(error === undefined ? {} : { lastError: error }),
    ...(finishedAt === undefined ? {} : { lastFinishedAt: finishedAt }),
    ...(durationMs === undefined ? {} : { lastDurationMs: durationMs }),
  };
}

function toAnomaly({ position, data }: StoredJobEvent & { type: 'anomaly_detected' }) {
  const evidence = data.evidence === undefined ? '' : JSON.stringify(data.evidence, undefined, 2);
  const word = data.severity.charAt(0).toUpperCase() + data.severity.slice(1);
  return { position, severity: data.severity, word, summary: data.summary, evidence };
}
