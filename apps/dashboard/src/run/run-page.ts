import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import {
  describeActor,
  describeJob,
  describeProgress,
  formatAgo,
  formatDuration,
  injectNow,
  JobEvents,
  severityWord,
  shortId,
  StateIcon,
  statusOfRun,
  type JobDescription,
} from '@jobwire/angular';
import { RunTimeline } from '@jobwire/angular/runs';
import { isInterrupted, isOver, isSlow, lastedMs, type StoredJobEvent } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { Shortcuts } from '../keys/shortcuts';
import { Appearance, injectIsNarrow } from '../shell';
import { Copying } from '../shell/copying';
import { LoadFailed } from '../shell/load-failed';
import { LoadingShapes } from '../shell/loading-shapes';
import { OwnJobs } from '../trigger/own-jobs';
import { EarlierRuns } from './earlier-runs';
import { JsonView } from './json-view';
import { injectLiveRun } from './live-run';
import { readLogFilter, writeLogFilter, type LogFilter } from './log-filter';
import { injectRunKeys } from './run-keys';
import { RunFrame } from './run-frame';
import { injectPrintMode } from './print-mode';
import { ProgressPanel } from './progress-panel';
import { rateOf } from './progress-track';
import { RunActions } from './run-actions';
import { RunError } from './run-error';
import { factsOfRun, formatMoment } from './run-facts';
import { RunLog } from './run-log';
import { timeLeft } from './run-pace';
import { triesOf } from './run-tries';
import { SameError } from './same-error';
import { SectionTabs } from './section-tabs';
import { sectionsOf } from './run-sections';

/** One run: what it was given, how it goes, what came of it. */
@Component({
  selector: 'app-run-page',
  imports: [
    EarlierRuns,
    Glyph,
    JsonView,
    LoadFailed,
    LoadingShapes,
    ProgressPanel,
    RouterLink,
    RunActions,
    RunError,
    RunFrame,
    RunLog,
    RunTimeline,
    SameError,
    SectionTabs,
    StateIcon,
  ],
  templateUrl: './run-page.html',
  styleUrl: './run-page.css',
})
export class RunPage {
  readonly jobId = input.required<string>();
  /** Of the address: what the log is filtered by. */
  readonly log = input<string>();
  readonly level = input<string>();

  readonly #fleet = inject(Fleet);
  readonly #copying = inject(Copying);
  readonly #router = inject(Router);
  readonly #events = inject(JobEvents);
  readonly #ownJobs = inject(OwnJobs);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();

  protected readonly hasKeys = inject(Shortcuts).areOn;
  protected readonly isPrinting = injectPrintMode();
  protected readonly isNarrow = injectIsNarrow();
  protected readonly live = injectLiveRun(this.jobId);
  protected readonly run = this.live.run;
  protected readonly isOver = computed(() => {
    const run = this.run();
    return run !== undefined && isOver(run);
  });
  protected readonly isInterrupted = computed(() => {
    const run = this.run();
    return run !== undefined && isInterrupted(run);
  });
  protected readonly server = computed(() => this.#fleet.nameOf(this.run()?.serverId ?? -1));
  /** As long as no more is known. */
  protected readonly name = computed(() => $localize`:A run of a job|Noun:Run ${shortId(this.jobId())}:RUN:`);
  /** What this job does on this server, and what is usual for it there. */
  protected readonly status = computed(() => {
    const run = this.run();
    return run && this.#fleet.statusOf(run);
  });
  /** The run with what is usual for it, as far as that is known. */
  protected readonly compared = computed(() => {
    const run = this.run();
    const usualDurationMs = run?.usualDurationMs ?? this.status()?.usualDurationMs;
    return run && usualDurationMs !== undefined ? { ...run, usualDurationMs } : run;
  });
  protected readonly moment = computed(() => ({
    now: this.#events.asOf() ?? Math.max(this.#now(), Date.now()),
    isLive: this.#events.isCurrent(),
    timeZone: this.#timeZone(),
  }));
  protected readonly lasted = computed(() => {
    const run = this.run();
    return run && lastedMs(run, this.moment().now);
  });
  protected readonly isSlow = computed(() => {
    const run = this.compared();
    return run !== undefined && isSlow(run, this.moment().now);
  });
  protected readonly shown = computed<JobDescription | undefined>(() => {
    const run = this.run();
    if (!run) return undefined;
    if (this.isInterrupted()) {
      return {
        icon: 'stopped',
        word: $localize`:State of a run:Interrupted`,
        detail: '',
        share: undefined,
        tone: 'quiet',
      };
    }
    return describeJob(statusOfRun(run));
  });
  protected readonly facts = computed(() => {
    const run = this.compared();
    if (!run) return [];
    const startedMs = run.startedAt === undefined ? undefined : Date.parse(run.startedAt);
    const rate = rateOf(this.live.track(), startedMs);
    const tries = triesOf(run, this.#ownJobs.find(run), this.status());
    return factsOfRun(run, this.moment(), { rate, usualOf: this.status()?.completedMs?.length, tries });
  });
  /** How far it is, or when it ended, and who ended it. */
  protected readonly subtitle = computed(() => {
    const run = this.run();
    if (run?.finishedAt === undefined) return run ? describeProgress(run) : '';
    const { finishedAt } = run;
    const asked =
      run.state === 'cancelled' ? (run.cancelledBy ?? this.live.events().findLast(isCancel)?.by) : undefined;
    const by = asked ? `, ${describeActor(asked)}` : '';
    return `${formatMoment(finishedAt, this.moment())}, ${formatAgo(finishedAt, this.moment().now)}${by}`;
  });
  protected readonly hasInput = computed(() => {
    const input = this.run()?.input;
    return input !== undefined && input !== null && (typeof input !== 'object' || Object.keys(input).length > 0);
  });
  protected readonly hasProgress = computed(
    () => this.live.track().points.length > 0 || (this.run()?.state === 'running' && !this.isOver()),
  );
  protected readonly percent = computed(() => this.run()?.progress?.percent);
  protected readonly progressText = computed(() => {
    const [percent, run, { now, isLive }] = [this.percent(), this.compared(), this.moment()];
    const left = run && isLive ? timeLeft(run, now) : undefined;
    const parts = percent === undefined ? [] : [$localize`${Math.floor(percent)}:PERCENT: percent`];
    return [...parts, ...(left ? [$localize`about ${formatDuration(left.ms)}:DURATION: left`] : [])].join(', ') || null;
  });
  protected readonly anomalies = computed(() =>
    this.live.events().flatMap((event) => (event.type === 'anomaly_detected' ? [toAnomaly(event)] : [])),
  );
  protected readonly sections = computed(() =>
    sectionsOf(this.run(), { hasProgress: this.hasProgress(), hasAnomalies: this.anomalies().length > 0 }),
  );
  protected readonly logFilter = computed(() => readLogFilter(this.log(), this.level()));

  constructor() {
    injectRunKeys({
      run: this.run,
      status: this.status,
      events: this.live.events,
      copyId: () => this.copyId(),
    });
  }

  /** Back undoes a filter, not every letter of it. */
  protected filterLog(filter: LogFilter): void {
    const before = this.logFilter();
    const isTyping = before.text !== '' && filter.text !== '' && before.floor === filter.floor;
    void this.#router.navigate([], {
      queryParams: writeLogFilter(filter),
      queryParamsHandling: 'merge',
      replaceUrl: isTyping,
      scroll: 'manual',
    });
  }

  protected copyId(): void {
    this.#copying.copy(this.jobId(), $localize`The run id was copied.`);
  }
}

function isCancel(event: StoredJobEvent): event is StoredJobEvent & { type: 'cancelled' | 'cancel_requested' } {
  return (event.type === 'cancelled' || event.type === 'cancel_requested') && event.by !== undefined;
}

function toAnomaly({ position, data }: StoredJobEvent & { type: 'anomaly_detected' }) {
  const evidence = data.evidence === undefined ? '' : JSON.stringify(data.evidence, undefined, 2);
  return { position, severity: data.severity, word: severityWord(data.severity), summary: data.summary, evidence };
}
