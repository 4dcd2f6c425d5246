import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, inject, input, linkedSignal, type TemplateRef } from '@angular/core';
import type { JobStatus } from '@jobwire/events';
import { StateIcon } from '../icon/state-icon';
import { describeJob, estimateTimeLeft } from '../jobs/describe-job';
import type { ServerJob } from '../jobs/live-snapshot';
import { JobTriggerButton } from '../trigger/job-trigger-button';
import { formatRoughDuration } from '../words/duration';
import { currentTime, Now } from '../words/now';
import { formatAgo, toEpochMs } from '../words/time';
import type { JobActionContext } from './job-action';
import { injectSteadyStatus } from './steady-status';

/** A job in the card of its server. Only the row whose job has changed is drawn anew. */
@Component({
  selector: 'jw-job-row',
  imports: [JobTriggerButton, NgTemplateOutlet, StateIcon],
  templateUrl: './job-row.html',
  styleUrl: './job-row.css',
  host: {
    '[class.offline]': '!online()',
    '[class.just-failed]': 'hasJustFailed()',
    '[attr.data-tone]': 'shown().tone',
  },
})
export class JobRow {
  readonly job = input.required<ServerJob>();
  readonly serverId = input.required<number>();
  readonly serverName = input.required<string>();
  readonly online = input(true);
  /** When it was last known to be true; `undefined` while it is live. Relative times stand still there. */
  readonly asOf = input<number | undefined>();
  readonly readOnly = input(false);
  readonly timeZone = input<string | undefined>();
  readonly action = input<TemplateRef<JobActionContext> | undefined>();

  readonly #now = inject(Now);
  protected readonly status = computed(() => this.job().status());
  readonly #steady = injectSteadyStatus(this.status);
  protected readonly shown = computed(() => describeJob(this.#steady(), { online: this.online() }));
  protected readonly actionContext = computed<JobActionContext>(() => ({
    $implicit: this.status(),
    serverId: this.serverId(),
  }));

  /** Follows each frame, never backwards within a run. */
  protected readonly wire = linkedSignal<JobStatus | undefined, Wire | undefined>({
    source: () => (this.online() ? this.status() : undefined),
    computation: (status, before) => {
      if (status?.state !== 'running') return undefined;
      const share = (status.progress?.percent ?? 0) / 100;
      const { value } = before ?? {};
      return { jobId: status.jobId, share: value?.jobId === status.jobId ? Math.max(value?.share ?? 0, share) : share };
    },
  });
  protected readonly wireText = computed(() => {
    const { percent } = this.#steady().progress ?? {};
    const left = this.#timeLeft();
    const share = percent === undefined ? 'running' : `${Math.floor(percent)} percent`;
    return left === undefined ? share : `${share}, ${spokenDuration(left)} left`;
  });

  /** The moment that the text at the right counts from. */
  protected readonly moment = computed(() => {
    const { state, activeSince, lastFinishedAt } = this.#steady();
    return state === 'running' || state === 'queued' ? activeSince : lastFinishedAt;
  });
  protected readonly momentText = computed(() => {
    const moment = this.moment();
    if (moment === undefined) return '';
    const left = this.#timeLeft();
    if (left !== undefined) return `${formatRoughDuration(left)} left`;
    const now = this.#timeSince(moment);
    const { state } = this.#steady();
    return state === 'running' || state === 'queued'
      ? `for ${formatRoughDuration(now - toEpochMs(moment))}`
      : formatAgo(moment, now);
  });
  protected readonly momentTitle = computed(() => {
    const { state } = this.#steady();
    const moment = this.moment();
    if (moment === undefined) return null;
    const begin = state === 'running' ? 'Running since' : state === 'queued' ? 'Queued since' : 'Ended';
    return `${begin} ${new Date(toEpochMs(moment)).toLocaleString('en-GB', { timeZone: this.timeZone() })}`;
  });

  protected readonly hasJustFailed = linkedSignal<JobStatus['state'], boolean>({
    source: () => this.status().state,
    computation: (state, before) => state === 'failed' && before !== undefined && before.source !== 'failed',
  });

  readonly #timeLeft = computed(() => {
    const status = this.#steady();
    // An estimate goes on with the clock, and the clock stands still while nothing is live.
    if (status.state !== 'running' || this.asOf() !== undefined || !this.online()) return undefined;
    this.#now.second();
    return estimateTimeLeft(status, Date.now());
  });

  #timeSince(moment: string): number {
    return this.asOf() ?? currentTime(this.#now, toEpochMs(moment));
  }
}

interface Wire {
  readonly jobId: string | undefined;
  readonly share: number;
}

function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [amount, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3_600
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 3_600), 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
