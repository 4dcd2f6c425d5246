import { NgTemplateOutlet } from '@angular/common';
import { booleanAttribute, Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { concat, map, of, switchMap, timer } from 'rxjs';
import { JobEvents } from '../stream/job-events';
import { formatRate } from '../words/count';
import { injectNow } from '../words/now';
import { ConnectionIcon } from './connection-icon';
import { describeConnection } from './describe-connection';
import { PulseTicks } from './pulse-ticks';

/** How long the badge says that the history was reloaded. In milliseconds. */
const RELOADED_MS = 10_000;

/**
 * Whether the page is live: in words, by a mark, and by a pulse that a dead page cannot draw. With `expanded` it is a button
 * that opens a panel of the application's; without, it only shows.
 */
@Component({
  selector: 'jw-connection-badge',
  imports: [ConnectionIcon, NgTemplateOutlet, PulseTicks],
  templateUrl: './connection-badge.html',
  styleUrls: ['./connection-badge.css', '../words/hidden.css'],
})
export class ConnectionBadge {
  /** Whether the panel that the badge opens is open. Absent: there is no panel. Listen to `click` to open it. */
  readonly expanded = input<boolean>();
  /** For small screens: fewer words, no pulse. */
  readonly compact = input(false, { transform: booleanAttribute });
  /** For "since 14:19". Default: that of the machine. */
  readonly timeZone = input<string>();

  readonly #events = inject(JobEvents);
  readonly #now = injectNow();

  protected readonly connection = computed(() => {
    const isLive = this.#events.isLive();
    const connection = this.#events.connection();
    // While live nothing depends on the time, and nothing is drawn anew for it.
    const now = isLive ? 0 : Math.max(this.#now(), Date.now());
    return describeConnection(connection, { isLive, now, timeZone: this.timeZone() });
  });
  protected readonly word = computed(() => (this.compact() ? this.connection().short : this.connection().word));
  protected readonly showsPulse = computed(() => {
    const { status } = this.#events.connection();
    return !this.compact() && (this.connection().tone === 'live' || status === 'reconnecting');
  });
  /** The tab that has the stream, where it is another. */
  protected readonly leader = computed(() => {
    const share = this.#events.share();
    return share?.role === 'follower' ? share.leader : undefined;
  });
  protected readonly rate = computed(() => formatRate(this.#events.rate()));
  protected readonly hasReloaded = toSignal(
    this.#events.gaps$.pipe(switchMap(() => concat(of(true), timer(RELOADED_MS).pipe(map(() => false))))),
    { initialValue: false },
  );
}
