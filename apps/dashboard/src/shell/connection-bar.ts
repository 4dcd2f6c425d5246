import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ConnectionIcon, injectNow, JobEvents } from '@jobwire/angular';
import { concat, map, of, Subject, switchMap, timer } from 'rxjs';
import { Appearance } from './appearance';
import { noticeOfConnection, noticeOfGap, type ConnectionNotice } from './connection-notice';

/** How long the page says that it is live again. In milliseconds. */
const LIVE_AGAIN_MS = 4_000;

/** A bar at the bottom edge, over the page, while something about the connection is to be known. */
@Component({
  selector: 'app-connection-bar',
  imports: [ConnectionIcon],
  templateUrl: './connection-bar.html',
  styleUrl: './connection-bar.css',
})
export class ConnectionBar {
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();
  readonly #gap = signal<ConnectionNotice | undefined>(undefined);
  readonly #back = new Subject<ConnectionNotice>();
  readonly #liveAgain = toSignal(
    this.#back.pipe(switchMap((notice) => concat(of(notice), timer(LIVE_AGAIN_MS).pipe(map(() => undefined))))),
  );

  readonly #trouble = computed(() => {
    const isLive = this.#events.isLive();
    const connection = this.#events.connection();
    return noticeOfConnection(connection, {
      isLive,
      // Never behind the badge, which counts down to the same moment.
      now: isLive ? 0 : Math.max(this.#now(), Date.now()),
      asOf: this.#events.asOf(),
      timeZone: this.#timeZone(),
    });
  });
  protected readonly notice = computed(() => this.#trouble() ?? this.#gap() ?? this.#liveAgain());

  constructor() {
    this.#events.gaps$
      .pipe(takeUntilDestroyed())
      .subscribe((gap) => this.#gap.set(noticeOfGap(gap, Date.now(), untracked(this.#timeZone))));
    let hadTrouble = false;
    effect(() => {
      const hasTrouble = this.#trouble() !== undefined;
      if (hadTrouble && !hasTrouble) this.#back.next(untracked(() => this.#describeReturn()));
      hadTrouble = hasTrouble;
    });
  }

  protected tryNow(): void {
    this.#events.retryNow();
  }

  protected close(): void {
    this.#gap.set(undefined);
  }

  #describeReturn(): ConnectionNotice {
    const caughtUp = this.#events.hello()?.replay.count ?? 0;
    return {
      tone: 'good',
      icon: 'live',
      title: 'Live again,',
      text: caughtUp === 0 ? 'nothing was missed.' : `${caughtUp} ${caughtUp === 1 ? 'event' : 'events'} caught up.`,
    };
  }
}
