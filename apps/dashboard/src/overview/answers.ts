import { Component, computed, inject } from '@angular/core';
import { countOfSeverity, formatAgo, formatIcu, injectTurn, JobEvents, StateIcon, timesUsual } from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';
import { Activity } from '../activity/activity';
import { newestMinutes } from '../activity/per-minute';
import { Throughput } from '../activity/throughput';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { isolate } from '../fleet/fleet-words';
import { ThroughputChart } from './throughput-chart';

const MINUTE_MS = 60_000;

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
  readonly #throughput = inject(Throughput);
  readonly #events = inject(JobEvents);
  readonly #turn = injectTurn();

  readonly #now = computed(() => this.#events.asOf() ?? this.#turn.clock.second());
  readonly #minute = computed(() => Math.floor(this.#now() / MINUTE_MS));
  readonly #ended = computed(() => this.#turn.read(this.#throughput.ended));
  readonly #lastFailure = computed(() =>
    this.#turn.read(() => lastFailure(this.#activity.events(), this.fleet.servers())),
  );

  protected readonly isLoaded = computed(() => this.fleet.list.status() === 'ready' || this.fleet.servers().length > 0);
  protected readonly minutes = computed(() => newestMinutes(this.#ended(), this.#minute() * MINUTE_MS));
  protected readonly failed = computed(() => this.minutes().reduce((sum, { failed }) => sum + failed, 0));
  protected readonly knowsRuns = computed(
    () => this.#throughput.status() === 'ready' || this.minutes().some(({ finished }) => finished > 0),
  );
  protected readonly knowsFailures = computed(() => this.#throughput.status() === 'ready' || this.failed() > 0);
  protected readonly lastFailure = computed(() => {
    if (!this.knowsFailures()) return '';
    if (this.failed() === 0) return $localize`:Runs that failed:None in the last hour`;
    const last = this.#lastFailure();
    return last
      ? $localize`${last.jobName}:JOB: on ${isolate(this.fleet.nameOf(last.serverId))}:SERVER:, ${formatAgo(last.epochMs, this.#now())}:AGO:`
      : '';
  });
  /** "1 slow, 1 queued". */
  protected readonly alsoRunning = computed(() => {
    if (!this.isLoaded()) return '';
    const now = this.#now();
    const slow = this.fleet.statuses().filter((status) => timesUsual(status, now)).length;
    const queued = this.fleet.queued();
    const values = { RUNS: queued, SLOW: slow };
    if (slow === 0) {
      return formatIcu($localize`:Runs:{RUNS, plural, =0 {None queued} other {{RUNS} queued}}`, values);
    }
    return formatIcu(
      $localize`:Runs:{RUNS, plural, =0 {{SLOW} slow, none queued} other {{SLOW} slow, {RUNS} queued}}`,
      values,
    );
  });
  protected readonly worst = computed(() => {
    if (!this.isLoaded()) return '';
    const worst = this.fleet.anomalies()[0];
    if (!worst) return $localize`Nothing strange`;
    const same = this.fleet.anomalies().filter(({ severity }) => severity === worst.severity).length;
    const count = countOfSeverity(worst.severity, same);
    return $localize`:Anomalies, the job and the server of one:${count}:COUNT:: ${worst.jobName}:JOB:, ${isolate(this.fleet.nameOf(worst.serverId))}:SERVER:`;
  });
}

interface Failure {
  readonly jobName: string;
  readonly serverId: number;
  readonly epochMs: number;
}

/** The newest failure that is known of: that of an event, or one that a status still says. */
function lastFailure(events: readonly StoredJobEvent[], servers: readonly FleetServer[]): Failure | undefined {
  const said = servers.flatMap(({ serverId, jobs }) =>
    jobs.jobs().flatMap(({ jobName, status }) => {
      const { state, lastFinishedAt } = status();
      if (state !== 'failed' || lastFinishedAt === undefined) return [];
      return [{ jobName, serverId, epochMs: Date.parse(lastFinishedAt) }];
    }),
  );
  const happened = events.findLast(({ type }) => type === 'failed');
  return (happened ? [happened, ...said] : said).reduce<Failure | undefined>(
    (last, failure) => (last && last.epochMs >= failure.epochMs ? last : failure),
    undefined,
  );
}
