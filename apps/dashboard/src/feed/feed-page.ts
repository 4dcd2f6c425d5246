import {
  afterNextRender,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { formatIcu, formatTime, JobEvents, PulseTicks } from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { Appearance } from '../shell';
import { LiveRegion } from '../shell/live-region';
import { LoadingShapes } from '../shell/loading-shapes';
import type { FeedEntry } from './feed-entry';
import { readFeedFilter, TYPE_WORDS, type FeedSight } from './feed-filter';
import { FeedList } from './feed-list';
import { FeedPaused } from './feed-paused';
import { injectFeedRate } from './feed-rate';
import { describeEvent } from './describe-event';
import { FeedStream } from './feed-stream';
import { injectStreamWords } from './stream-words';

/** The part of the address that leads to the filter. */
const FILTER = 'filter';

/** All events as they come. The filter stands in the address. */
@Component({
  selector: 'app-feed-page',
  imports: [FeedList, FeedPaused, Glyph, LoadingShapes, PulseTicks],
  providers: [FeedStream],
  templateUrl: './feed-page.html',
  styleUrl: './feed-page.css',
  host: { class: 'fills-page' },
})
export class FeedPage {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #fleet = inject(Fleet);
  readonly #region = inject(LiveRegion);
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  protected readonly events = inject(JobEvents);
  protected readonly feed = inject(FeedStream);
  protected readonly timeZone = inject(Appearance).timeZone;
  protected readonly rate = injectFeedRate();
  protected readonly list = viewChild(FeedList);
  protected readonly pause = viewChild.required<ElementRef<HTMLElement>>('pause');
  protected readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  protected readonly query = computed(() => this.#params().get('q') ?? '');
  protected readonly isFolded = computed(() => this.#params().get('progress') !== 'all');
  readonly #fits = computed(() => this.#readFilter());
  /** The newest first. */
  protected readonly entries = computed(() => {
    const [shown, fits] = [this.isFolded() ? this.feed.folded() : this.feed.entries(), this.#fits()];
    return (fits ? shown.filter(fits) : shown).toReversed();
  });
  protected readonly hasEvents = computed(() => this.entries().some(({ type }) => type !== 'gap'));
  protected readonly state = computed(() => {
    const asOf = this.events.asOf();
    if (asOf !== undefined) {
      return $localize`As of ${formatTime(asOf, { timeZone: this.timeZone() })}:TIME:: not live.`;
    }
    const message = $localize`{EVENTS, plural, =1 {1 event, the newest first. Scrolling down pauses.} other {{EVENTS} events, the newest first. Scrolling down pauses.}}`;
    return formatIcu(message, { EVENTS: this.entries().length });
  });
  protected readonly stream = injectStreamWords();
  protected readonly noneFits = computed(() => {
    const message = $localize`{EVENTS, plural, =1 {1 is here, it does not fit “{FILTER}”. New ones show when they do.} other {{EVENTS} are here, none fits “{FILTER}”. New ones show when they do.}}`;
    return formatIcu(message, { EVENTS: this.feed.entries().length, FILTER: this.query() });
  });
  /** What may be written next, after what is written. */
  protected readonly suggestions = computed(() => {
    const before = this.query() === '' ? '' : `${this.query()} `;
    const servers = this.#fleet.list.servers().map(({ name }) => name);
    return [
      ...TYPE_WORDS.map((word) => `type:${word}`),
      ...this.#fleet.jobNames().map((name) => `job:${name}`),
      ...servers.map((name) => `server:${name}`),
    ].map((term) => before + term);
  });

  protected readonly nameOf = (serverId: number): string => this.#fleet.nameOf(serverId);
  protected readonly startOf = (jobId: string | undefined): number | undefined => this.feed.startOf(jobId);

  constructor() {
    injectShortcuts({
      p: () => this.toggle(),
      '/': () => this.field().nativeElement.focus(),
    });
    // From a link to the filter.
    if (this.#route.snapshot.fragment === FILTER) afterNextRender(() => this.field().nativeElement.focus());
    effect(() => {
      const isPaused = this.feed.isPaused();
      untracked(() => this.#say(isPaused));
    });
  }

  protected toggle(): void {
    if (this.feed.isPaused()) this.resume();
    else this.feed.pause();
  }

  protected resume(): void {
    this.feed.resume();
    this.list()?.scrollToTop();
  }

  protected drop(): void {
    this.feed.drop();
    this.list()?.scrollToTop();
    // The button goes with what has waited.
    this.pause().nativeElement.focus();
  }

  protected change(query: string): void {
    if (query.trim() !== this.query()) this.#go({ q: query.trim() || null });
  }

  protected fold(isFolded: boolean): void {
    this.#go({ progress: isFolded ? null : 'all' });
  }

  #hasPaused = false;

  #say(isPaused: boolean): void {
    if (isPaused === this.#hasPaused) return;
    this.#hasPaused = isPaused;
    this.#region.announce(isPaused ? $localize`Paused. What comes waits.` : $localize`Live again.`, 'polite');
  }

  /** Each entry is looked at once: what it says does not change, but for the names of servers. */
  #readFilter(): ((entry: FeedEntry) => boolean) | undefined {
    const fits = readFeedFilter(this.query());
    if (!fits) return undefined;
    this.#fleet.list.servers();
    const known = new WeakMap<FeedEntry, boolean>();
    return (entry) => {
      if (entry.type === 'gap') return true;
      const found = known.get(entry) ?? untracked(() => fits(entry, () => this.#see(entry)));
      known.set(entry, found);
      return found;
    };
  }

  #see(event: StoredJobEvent): FeedSight {
    const serverName = this.nameOf(event.serverId);
    const { word, what } = describeEvent(event, this.startOf(event.jobId));
    return { serverName, text: [word, event.jobName, serverName, event.jobId, what].join('\n') };
  }

  #go(queryParams: Record<string, string | null>): void {
    void this.#router.navigate([], { relativeTo: this.#route, queryParams, queryParamsHandling: 'merge' });
  }
}
