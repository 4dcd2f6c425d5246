import { CdkTrapFocus } from '@angular/cdk/a11y';
import { Component, computed, inject } from '@angular/core';
import {
  ConnectionIcon,
  describeConnection,
  describeReason,
  formatAgo,
  formatCount,
  formatDecimal,
  formatDuration,
  formatIcu,
  formatRoughDuration,
  injectNow,
  JobEvents,
  PulseTicks,
  type TabShare,
} from '@jobwire/angular';
import { Appearance } from './appearance';
import { Reconnects } from './reconnects';

/** More about the connection than the badge has room for. */
@Component({
  selector: 'app-connection-panel',
  imports: [CdkTrapFocus, ConnectionIcon, PulseTicks],
  templateUrl: './connection-panel.html',
  styleUrl: './connection-panel.css',
})
export class ConnectionPanel {
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #reconnects = inject(Reconnects).words;
  readonly #now = injectNow();
  protected readonly isLive = this.#events.isLive;

  protected readonly state = computed(() => {
    const now = Math.max(this.#now(), Date.now());
    const moment = { isLive: this.#events.isLive(), now, timeZone: this.#timeZone() };
    return describeConnection(this.#events.connection(), moment);
  });
  protected readonly since = computed(
    () => $localize`for ${formatRoughDuration(this.#now() - this.#events.connection().since)}:DURATION:`,
  );
  protected readonly facts = computed(() => {
    const connection = this.#events.connection();
    const { status, attempt, lastHeardAt } = connection;
    const reason = describeReason(connection);
    const ping = this.#events.lastPing();
    const heartbeatMs = this.#events.hello()?.heartbeatMs;
    const position = this.#events.position();
    const share = this.#events.share();
    const lag = this.#events.lag();
    const every = heartbeatMs === undefined ? undefined : formatDuration(heartbeatMs);
    const ago = ping ? formatAgo(ping.heardAt, this.#now()) : $localize`:Pings:none yet`;
    return [
      ...(reason === undefined ? [] : [[$localize`:Why it is not live:Why`, reason] as const]),
      ...(attempt > 1 ? [[$localize`Attempt`, formatCount(attempt)] as const] : []),
      [$localize`:Of events:Rate`, $localize`${formatDecimal(this.#events.rate())}:EVENTS: events/s`] as const,
      [
        $localize`Lag, event to page`,
        lag
          ? $localize`${formatCount(lag.medianMs)}:MEDIAN: ms, p99 ${formatCount(lag.p99Ms)}:P99: ms`
          : $localize`no event yet`,
      ] as const,
      [$localize`Last ping`, every === undefined ? ago : $localize`${ago}:AGO:, every ${every}:DURATION:`] as const,
      ...(status === 'live' || lastHeardAt === undefined
        ? []
        : [[$localize`:From the server:Last heard`, formatAgo(lastHeardAt, this.#now())] as const]),
      [
        $localize`:In the log of events:Position`,
        position ?? $localize`:Position in the log of events:none yet`,
      ] as const,
      ...(share ? [[$localize`Stream held by`, describeShare(share)] as const] : []),
      [$localize`:How often the stream began anew:Reconnects`, this.#reconnects()] as const,
    ];
  });

  protected reconnect(): void {
    this.#events.retryNow();
  }
}

function describeShare(share: TabShare): string {
  if (share.role === 'follower') {
    return $localize`tab ${share.leader}:LEADER:, this is tab ${share.number}:TAB:`;
  }
  const { followers } = share;
  const message = $localize`{TABS, plural, =0 {this tab} =1 {this tab, 1 more listens} other {this tab, {TABS} more listen}}`;
  return formatIcu(message, { TABS: followers });
}
