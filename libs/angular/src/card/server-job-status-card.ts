import { booleanAttribute, Component, computed, contentChild, inject, input, numberAttribute } from '@angular/core';
import type { ServerInfo } from '@jobwire/events';
import { StateIcon } from '../icon/state-icon';
import { isServerOffline, isStatusKnown } from '../jobs/describe-job';
import { injectServerJobs } from '../jobs/inject-server-jobs';
import type { ServerJob } from '../jobs/live-snapshot';
import { injectServers } from '../jobs/servers';
import { countAnomalies, countFailed } from '../run/run-words';
import { JobEvents } from '../stream/job-events';
import { formatTime } from '../words/time';
import { JobAction } from './job-action';
import { JobRow } from './job-row';

let count = 0;

/**
 * A server and its jobs, kept up to date by events. `[jwCardAction]` marks content for the head; an
 * `<ng-template jwJobAction let-job>` stands in each row in place of the trigger button.
 */
@Component({
  selector: 'jw-server-job-status-card',
  imports: [JobRow, StateIcon],
  templateUrl: './server-job-status-card.html',
  styleUrls: ['./server-job-status-card.css', '../words/hidden.css'],
})
export class ServerJobStatusCard {
  readonly serverId = input.required<number, unknown>({ transform: numberAttribute });
  /** Default: the server's own name. */
  readonly name = input<string>();
  /** Show without buttons. Default: `false`. */
  readonly readOnly = input(false, { transform: booleanAttribute });
  /** Of the card's title in the page, 1 to 6. Default: 3. */
  readonly headingLevel = input(3, { transform: numberAttribute });

  /** For times of day. Default: that of the machine. */
  readonly timeZone = input<string>();

  protected readonly action = contentChild(JobAction);
  protected readonly jobs = injectServerJobs(this.serverId);
  readonly #servers = injectServers();
  protected readonly isCurrent = inject(JobEvents).isCurrent;

  protected readonly titleId = `jw-server-job-status-card-${++count}`;
  readonly #server = computed(() => this.#servers.servers().find(({ serverId }) => serverId === this.serverId()));
  protected readonly title = computed(
    () => this.name() ?? this.#server()?.name ?? $localize`Server ${this.serverId()}:ID:`,
  );
  readonly #presence = computed<Pick<ServerInfo, 'online' | 'publishesOnly'>>(() => this.#server() ?? { online: true });
  protected readonly isOffline = computed(() => isServerOffline(this.#presence()));
  /** A server that only publishes runs nothing for us. */
  protected readonly hasButtons = computed(() => !this.readOnly() && this.#server()?.publishesOnly !== true);
  protected readonly asOfText = computed(() => {
    const asOf = this.jobs.asOf();
    return asOf === undefined ? '' : $localize`as of ${formatTime(asOf, { timeZone: this.timeZone() })}:TIME:`;
  });
  protected readonly mark = computed(() => {
    const statuses = this.jobs.jobs().map(({ status }) => status());
    const failed = statuses.filter(({ state }) => state === 'failed').length;
    if (failed > 0) return { icon: 'failed', text: countFailed(failed), tone: 'fail' } as const;
    const anomalies = statuses.reduce((sum, { openAnomalies = [] }) => sum + openAnomalies.length, 0);
    if (anomalies === 0) return undefined;
    return { icon: 'anomaly', text: countAnomalies(anomalies), tone: 'warn' } as const;
  });

  protected isKnown({ status }: ServerJob): boolean {
    return isStatusKnown(status(), this.#presence());
  }
}
