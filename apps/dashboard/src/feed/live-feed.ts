import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ConnectionIcon, formatAgo, formatTime, injectNow, JobEvents, StateIcon } from '@jobwire/angular';
import { Activity } from '../activity/activity';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { toFeedLines } from './feed-line';

/** Lines shown. */
const LINES = 40;

/** The newest events in words. */
@Component({
  selector: 'app-live-feed',
  imports: [ConnectionIcon, RouterLink, StateIcon],
  templateUrl: './live-feed.html',
  styleUrl: './live-feed.css',
})
export class LiveFeed {
  protected readonly activity = inject(Activity);
  protected readonly events = inject(JobEvents);
  readonly #fleet = inject(Fleet);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();

  protected readonly lines = computed(() =>
    toFeedLines(this.activity.events(), LINES).map((line) => ({
      ...line,
      time: formatTime(line.epochMs, { timeZone: this.#timeZone() }),
      dateTime: new Date(line.epochMs).toISOString(),
      server: this.#fleet.nameOf(line.serverId),
    })),
  );
  protected readonly asOf = computed(() => {
    const asOf = this.events.asOf();
    return asOf === undefined ? '' : formatTime(asOf, { timeZone: this.#timeZone() });
  });
  protected readonly lastPing = computed(() => {
    const ping = this.events.lastPing();
    if (ping) return `the last ping came ${formatAgo(ping.heardAt, this.#now())}`;
    const heartbeatMs = this.events.hello()?.heartbeatMs;
    return heartbeatMs === undefined ? 'no ping has come yet' : `a ping comes every ${heartbeatMs / 1_000} s`;
  });
}
