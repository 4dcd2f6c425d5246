import { CdkTrapFocus } from '@angular/cdk/a11y';
import { Component, computed, inject } from '@angular/core';
import {
  ConnectionIcon,
  describeConnection,
  formatAgo,
  formatCount,
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
    () => `for ${formatRoughDuration(this.#now() - this.#events.connection().since)}`,
  );
  protected readonly facts = computed(() => {
    const { status, reason, attempt, lastHeardAt } = this.#events.connection();
    const ping = this.#events.lastPing();
    const heartbeatMs = this.#events.hello()?.heartbeatMs;
    const position = this.#events.position();
    const share = this.#events.share();
    const lag = this.#events.lag();
    const every = heartbeatMs === undefined ? '' : `, every ${heartbeatMs / 1_000} s`;
    return [
      ...(reason === undefined ? [] : [['Why', reason] as const]),
      ...(attempt > 1 ? [['Attempt', String(attempt)] as const] : []),
      ['Rate', `${Math.round(this.#events.rate() * 10) / 10} events/s`] as const,
      [
        'Lag, event to page',
        lag ? `${formatCount(lag.medianMs)} ms, p99 ${formatCount(lag.p99Ms)} ms` : 'no event yet',
      ] as const,
      ['Last ping', ping ? `${formatAgo(ping.heardAt, this.#now())}${every}` : `none yet${every}`] as const,
      ...(status === 'live' || lastHeardAt === undefined
        ? []
        : [['Last heard', formatAgo(lastHeardAt, this.#now())] as const]),
      ['Position', position ?? 'none yet'] as const,
      ...(share ? [['Stream held by', describeShare(share)] as const] : []),
      ['Reconnects', this.#reconnects()] as const,
    ];
  });

  protected reconnect(): void {
    this.#events.retryNow();
  }
}

function describeShare(share: TabShare): string {
  if (share.role === 'follower') return `tab ${share.leader}, this is tab ${share.number}`;
  const { followers } = share;
  return followers === 0 ? 'this tab' : `this tab, ${followers} more ${followers === 1 ? 'listens' : 'listen'}`;
}
