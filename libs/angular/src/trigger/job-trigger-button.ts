import {
  booleanAttribute,
  Component,
  computed,
  effect,
  inject,
  input,
  numberAttribute,
  output,
  untracked,
} from '@angular/core';
import { injectJobTrigger } from '../jobs/inject-job-trigger';
import { injectServerJobs } from '../jobs/inject-server-jobs';
import { JobEvents } from '../stream/job-events';
import { formatTime } from '../words/time';

/** Why a run was not started or not cancelled. */
export interface Refusal {
  readonly message: string;
  readonly jobId: string | undefined;
}

let count = 0;

/** Runs a job on a server; while it is running there, whoever started it, cancels it. Waits while the page is not live. */
@Component({
  selector: 'jw-job-trigger-button',
  templateUrl: './job-trigger-button.html',
  styleUrls: ['./job-trigger-button.css', '../words/hidden.css'],
  host: { '[class.compact]': 'compact()' },
})
export class JobTriggerButton {
  readonly jobName = input.required<string>();
  readonly serverId = input.required<number, unknown>({ transform: numberAttribute });
  /** What the job is run with. Default: nothing; the job's own defaults apply. */
  readonly input = input<unknown>();
  /** Who presses it: a person's name, which is told with the run. Default: it is not known. */
  readonly by = input<string>();
  /** How the server is called. Default: "server 4". */
  readonly serverName = input<string>();
  /** Why it cannot be pressed, whatever the connection is; shown as its description. */
  readonly disabledReason = input<string>();
  /** Asked before each run, in place of `input`, e.g. by a dialog: resolves with the input, with `undefined` to leave it. */
  readonly ask = input<() => Promise<Readonly<Record<string, unknown>> | undefined>>();
  /** Say nothing about a refusal; listen to `refused`. Default: `false`. */
  readonly quiet = input(false, { transform: booleanAttribute });
  /** For tight places: smaller and quieter. Default: `false`. */
  readonly compact = input(false, { transform: booleanAttribute });
  /** Of the button. Where other keys than Tab lead to it, as in a grid: -1. Default: 0. */
  readonly tabIndex = input(0, { transform: numberAttribute });
  /** For "since 14:18:41". Default: that of the machine. */
  readonly timeZone = input<string>();
  /** A run was started, or the run that was there already is followed: its `jobId`. */
  readonly accepted = output<string>();
  /** It was refused: why, in words, and the run that is in the way, if one is. */
  readonly refused = output<Refusal>();

  readonly #trigger = injectJobTrigger(this.jobName, this.serverId, { by: this.by });
  readonly #jobs = injectServerJobs(this.serverId);
  readonly #waitReason = inject(JobEvents).waitReason;

  readonly #status = computed(() => this.#jobs.snapshot()?.jobs.find(({ jobName }) => jobName === this.jobName()));
  readonly #activeJobId = computed(() => {
    const status = this.#status();
    if (status?.state === 'running' || status?.state === 'queued') return status.jobId;
    return this.#trigger.state() === 'running' ? this.#trigger.jobId() : undefined;
  });
  readonly #isCancelling = computed(
    () => this.#activeJobId() !== undefined && this.#status()?.cancelRequested === true,
  );

  protected readonly reasonId = `jw-job-trigger-button-${++count}`;
  protected readonly isActive = computed(() => this.#activeJobId() !== undefined);
  protected readonly word = computed(() => {
    if (this.#trigger.state() === 'sending') return $localize`:A run:Starting…`;
    if (this.#isCancelling()) return $localize`:A run:Cancelling…`;
    return this.isActive() ? $localize`:Cancel a run|Verb:Cancel` : $localize`:Run a job|Verb:Run`;
  });
  /** Why it cannot be pressed now. */
  protected readonly reason = computed(() => {
    if (this.#trigger.state() === 'sending') return $localize`The request is on its way.`;
    if (this.#isCancelling()) return $localize`It was asked to stop.`;
    return this.disabledReason() ?? this.#waitReason();
  });
  protected readonly message = computed(() => {
    const problem = this.#trigger.problem();
    if (!problem) return '';
    return this.#trigger.wasRunning() ? this.#alreadyRunning() : problem.detail;
  });

  constructor() {
    effect(() => {
      const message = this.message();
      if (message !== '') this.refused.emit({ message, jobId: untracked(this.#trigger.problem)?.jobId });
    });
  }

  protected press({ detail: clicks }: MouseEvent): void {
    // The second click of a double click on "Run" would hit "Cancel".
    if (clicks > 1 || this.reason() !== undefined) return;
    const jobId = this.#activeJobId();
    if (jobId === undefined) void this.#run();
    else void this.#trigger.cancel(jobId);
  }

  async #run(): Promise<void> {
    const ask = this.ask();
    const input = ask ? await ask() : this.input();
    if (ask && input === undefined) return;
    const jobId = await this.#trigger.trigger(input);
    if (jobId !== undefined) this.accepted.emit(jobId);
  }

  #alreadyRunning(): string {
    const run = this.#trigger.run();
    const since = run?.startedAt ?? run?.queuedAt;
    const where = this.serverName() ?? $localize`server ${this.serverId()}:ID:`;
    if (since === undefined) return $localize`Already running on ${where}:SERVER:.`;
    const time = formatTime(since, { timeZone: this.timeZone() });
    return $localize`Already running on ${where}:SERVER:, since ${time}:TIME:.`;
  }
}
