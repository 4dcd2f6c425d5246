import {
  afterRenderEffect,
  Component,
  computed,
  DOCUMENT,
  effect,
  type ElementRef,
  inject,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { ConnectionIcon, injectNow, JobEvents, type HeardPing } from '@jobwire/angular';
import type { HelloEvent } from '@jobwire/events';
import { concat, map, of, Subject, switchMap, timer } from 'rxjs';
import { Announcer } from './announcer';
import { Appearance } from './appearance';
import {
  noticeOfClock,
  noticeOfConnection,
  noticeOfGap,
  noticeOfReturn,
  type ConnectionNotice,
} from './connection-notice';

/** How long the page says that it is live again. In milliseconds. */
const LIVE_AGAIN_MS = 4_000;

/** Between the last row of a list and the bar, and between the bar and the edge. In pixels. */
const GAPS = 24;

/** A bar at the bottom edge, over the page, while something about the connection is to be known. */
@Component({
  selector: 'app-connection-bar',
  imports: [ConnectionIcon, RouterLink],
  templateUrl: './connection-bar.html',
  styleUrl: './connection-bar.css',
})
export class ConnectionBar {
  readonly #events = inject(JobEvents);
  readonly #announcer = inject(Announcer);
  readonly #document = inject(DOCUMENT);
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
      // Never behind the badge, which counts down to the same moment. While all is well nothing depends on the time.
      now: isLive && connection.sourceLostSince === undefined ? 0 : Math.max(this.#now(), Date.now()),
      asOf: this.#events.asOf(),
      timeZone: this.#timeZone(),
    });
  });
  readonly #knowsClock = signal(false);
  /**
   * How far the clock of this computer is ahead by the last two pings, which come as they are sent, to each of the tabs that share
   * a stream. One alone may have waited while the computer slept.
   */
  readonly #aheadMs = linkedSignal<HeardPing | undefined, readonly number[]>({
    source: this.#events.lastPing,
    computation: (heard, before) =>
      heard ? [heard.heardAt - heard.ping.epochMs, ...(before?.value ?? [])].slice(0, 2) : [],
  });
  readonly #clock = computed(() => {
    const [ahead, before] = this.#aheadMs();
    if (ahead === undefined || before === undefined || this.#knowsClock()) return undefined;
    return noticeOfClock(Math.abs(ahead) < Math.abs(before) ? ahead : before);
  });
  protected readonly bar = viewChild<ElementRef<HTMLElement>>('bar');
  protected readonly notice = computed(() => this.#trouble() ?? this.#gap() ?? this.#liveAgain() ?? this.#clock());

  readonly #spoken = computed(
    () => {
      const { spoken = '', action } = this.notice() ?? {};
      return { sentence: spoken, isUrgent: action?.kind === 'signIn' };
    },
    { equal: (a, b) => a.sentence === b.sentence },
  );

  constructor() {
    effect(() => {
      const { sentence, isUrgent } = this.#spoken();
      if (sentence !== '') untracked(() => this.#announcer[isUrgent ? 'alarm' : 'tell'](sentence));
    });
    afterRenderEffect((onCleanup) => this.#makeRoom(onCleanup));
    this.#events.gaps$
      .pipe(takeUntilDestroyed())
      .subscribe((gap) => this.#gap.set(noticeOfGap(gap, Date.now(), untracked(this.#timeZone))));
    let before: HelloEvent | 'none' | undefined;
    effect(() => {
      const hasTrouble = this.#trouble() !== undefined;
      const hello = untracked(this.#events.hello);
      // Where only the job server was away, the stream has not begun anew.
      if (before && !hasTrouble) this.#back.next(noticeOfReturn(hello && hello !== before ? hello.replay.count : 0));
      before = hasTrouble ? (before ?? hello ?? 'none') : undefined;
    });
  }

  /** Lists leave so much room below their last row: `--notice-room`. */
  #makeRoom(onCleanup: (end: () => void) => void): void {
    const bar = this.bar()?.nativeElement;
    const { style } = this.#document.documentElement;
    if (!bar) return void style.removeProperty('--notice-room');
    const measure = (): void => style.setProperty('--notice-room', `${bar.offsetHeight + GAPS}px`);
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(bar);
    onCleanup(() => observer.disconnect());
  }

  protected tryNow(): void {
    this.#events.retryNow();
  }

  /** Whoever stands before the gateway asks who one is when the page is loaded. */
  protected signIn(): void {
    this.#document.location.reload();
  }

  protected close(): void {
    if (this.#gap() === undefined) this.#knowsClock.set(true);
    this.#gap.set(undefined);
  }
}
