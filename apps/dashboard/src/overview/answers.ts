import { Component, computed, inject } from '@angular/core';
import { formatAgo, formatRoughDuration, formatTime, injectNow, JobEvents, StateIcon } from '@jobwire/angular';
import { Activity } from '../activity/activity';
import { countPerMinute } from '../activity/per-minute';
import { isSlowNow } from '../fleet/attention';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { ThroughputChart } from './throughput-chart';

const MINUTE_MS = 60_000;
/** A page that has loaded less says from when on it counts. */
const ALMOST_AN_HOUR_MS = 59 * MINUTE_MS;

/** Three numbers and a chart: what runs, what failed lately, what is strange. */
@Component({
  selector: 'app-answers',
  imports: [StateIcon, ThroughputChart],
  templateUrl: './answers.html',
  styleUrl: './answers.css',
})
export class Answers {
  protected readonly fleet = inject(Fleet);
  readonly #activity = inject(Activity);
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #clock = injectNow();

  readonly #now = computed(() => this.#events.asOf() ?? this.#clock());
  readonly #minute = computed(() => Math.floor(this.#now() / MINUTE_MS));
  readonly #failures = computed(() => this.#activity.events().filter(({ type }) => type === 'failed'));

  protected readonly isLoaded = computed(() => this.fleet.list.status() === 'ready' || this.fleet.servers().length > 0);
  protected readonly minutes = computed(() => countPerMinute(this.#activity.events(), this.#minute() * MINUTE_MS));
  protected readonly failed = computed(() => this.minutes().reduce((sum, { failed }) => sum + failed, 0));
  readonly #countsAnHour = computed(
    () =>
      this.#minute() * MINUTE_MS - this.#activity.since() >= ALMOST_AN_HOUR_MS || this.#activity.status() !== 'ready',
  );
  protected readonly failedSince = computed(() =>
    this.#countsAnHour()
      ? 'in the last hour'
      : `since ${formatTime(this.#activity.since(), { to: 'minute', timeZone: this.#timeZone() })}`,
  );
  /** The same for a phone: "1 h". */
  protected readonly failedSpan = computed(() =>
    this.#countsAnHour() ? '1 h' : formatRoughDuration(this.#now() - this.#activity.since()),
  );
  protected readonly knowsFailures = computed(() => this.#activity.status() === 'ready' || this.failed() > 0);
  protected readonly lastFailure = computed(() => {
    if (!this.knowsFailures()) return '';
    const last = this.#failures().at(-1);
    if (!last || this.failed() === 0) return `None ${this.failedSince()}`;
    return `${last.jobName} on ${this.fleet.nameOf(last.serverId)}, ${formatAgo(last.epochMs, this.#now())}`;
  });
  /** "1 slow, 1 queued". */
  protected readonly alsoRunning = computed(() => {
    if (!this.isLoaded()) return '';
    const now = this.#now();
    const slow = this.fleet.statuses().filter((status) => isSlowNow(status, now)).length;
    const queued = this.fleet.queued();
    return [...(slow > 0 ? [`${slow} slow`] : []), queued > 0 ? `${queued} queued` : 'none queued']
      .join(', ')
      .replace(/^n/, 'N');
  });
  protected readonly worst = computed(() => {
    if (!this.isLoaded()) return '';
    const worst = this.fleet.anomalies()[0];
    if (!worst) return 'Nothing strange';
    const same = this.fleet.anomalies().filter(({ severity }) => severity === worst.severity).length;
    return `${same} ${worst.severity}: ${worst.jobName}, ${this.fleet.nameOf(worst.serverId)}`;
  });
}
