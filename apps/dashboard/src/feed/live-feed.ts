import { Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import {
  ConnectionIcon,
  formatIcu,
  formatRate,
  formatShortCount,
  formatTime,
  JobEvents,
  StateIcon,
} from '@jobwire/angular';
import type { Position, StoredJobEvent } from '@jobwire/events';
import { Activity } from '../activity/activity';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { injectKeptFocus } from '../keys/kept-focus';
import { meantAmong } from '../keys/meant-among';
import { Appearance } from '../shell';
import { toFeedLines } from './feed-line';
import { injectStreamWords } from './stream-words';

/** Lines shown. */
const LINES = 40;

/** The newest events in words, until it is paused. The lines are one tab stop: arrows go from one to the next. */
@Component({
  selector: 'app-live-feed',
  imports: [ConnectionIcon, Glyph, RouterLink, StateIcon],
  templateUrl: './live-feed.html',
  styleUrl: './live-feed.css',
  host: { '(keydown)': 'press($event)' },
})
export class LiveFeed {
  protected readonly activity = inject(Activity);
  protected readonly events = inject(JobEvents);
  readonly #fleet = inject(Fleet);
  readonly #timeZone = inject(Appearance).timeZone;

  /** What is shown while it is paused. */
  readonly #held = signal<readonly StoredJobEvent[] | undefined>(undefined);
  protected readonly isPaused = computed(() => this.#held() !== undefined);
  protected readonly lines = computed(() =>
    toFeedLines(this.#held() ?? this.activity.events(), LINES).map((line) => ({
      ...line,
      time: formatTime(line.epochMs, { timeZone: this.#timeZone() }),
      dateTime: new Date(line.epochMs).toISOString(),
      server: this.#fleet.nameOf(line.serverId),
    })),
  );
  readonly #linked = computed(() => this.lines().flatMap(({ jobId, position }) => (jobId ? [position] : [])));
  /** The line where the focus was last. It keeps it while others come. */
  protected readonly meant = meantAmong(this.#linked);
  /** The line that the Tab key comes to. */
  protected readonly stop = computed(() => this.meant() ?? this.#linked()[0]);
  protected readonly list = viewChild<ElementRef<HTMLElement>>('list');
  protected readonly asOf = computed(() => {
    const asOf = this.events.asOf();
    return asOf === undefined ? '' : formatTime(asOf, { timeZone: this.#timeZone() });
  });
  /** How fast events come, or how many have come since it was paused. */
  protected readonly pace = computed(() => {
    const held = this.#held();
    if (!held) return $localize`progress folded, ${formatRate(this.events.rate())}:RATE:`;
    const [events, newest] = [this.activity.events(), held.at(-1)?.position];
    const count = events.length - 1 - events.findLastIndex(({ position }) => position === newest);
    const message = $localize`{EVENTS, plural, =0 {paused} =1 {paused, 1 newer} other {paused, {COUNT} newer}}`;
    return formatIcu(message, { EVENTS: count, COUNT: formatShortCount(count) });
  });
  protected readonly stream = injectStreamWords();

  constructor() {
    injectKeptFocus(() => this.#links().find(({ tabIndex }) => tabIndex === 0));
  }

  /** In a flood all lines change at once: they keep their places then, and change what they say. */
  protected trackLine(index: number, position: Position): number | Position {
    return this.events.isFlood() ? index : position;
  }

  protected pauseOrResume(): void {
    this.#held.update((held) => (held ? undefined : this.activity.events()));
  }

  protected press(event: KeyboardEvent): void {
    const links = this.#links();
    const index = links.indexOf(event.target as HTMLElement);
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: links.length - 1,
    };
    const next = links[steps[event.key] ?? NaN];
    if (index < 0 || !next || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    next.focus();
  }

  #links(): readonly HTMLElement[] {
    return [...(this.list()?.nativeElement.querySelectorAll<HTMLElement>('a') ?? [])];
  }
}
