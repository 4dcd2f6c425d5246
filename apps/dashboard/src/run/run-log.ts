import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { formatCount, formatIcu, formatTime, JobsApi } from '@jobwire/angular';
import type { LogLine } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { Appearance } from '../shell';
import { Copying } from '../shell/copying';
import { saveFile } from '../shell/save-file';
import { ALL_LINES, type LogFilter } from './log-filter';
import { LogFollow } from './log-follow';
import { LogLines } from './log-lines';

const ROW = 20;
/** The list is as high as its lines, up to so many pixels. */
const MOST_HEIGHT = 460;
/** Lines printed: the last ones. */
const PRINTED = 200;

/** The log of a run, followed to its end until somebody scrolls up. */
@Component({
  selector: 'app-run-log',
  imports: [CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport, Glyph],
  templateUrl: './run-log.html',
  styleUrl: './run-log.css',
  // A heading with nothing below it is not worth its paper.
  host: { '[class.screen-only]': 'lines.newest() === 0' },
})
export class RunLog {
  readonly jobId = input.required<string>();
  readonly filter = input<LogFilter>(ALL_LINES);
  readonly filterChange = output<LogFilter>();
  /** On paper there is no scrolling. */
  readonly isPrinting = input(false);

  readonly #api = inject(JobsApi);
  readonly #copying = inject(Copying);
  readonly #timeZone = inject(Appearance).timeZone;
  protected readonly viewport = viewChild(CdkVirtualScrollViewport);
  protected readonly lines = new LogLines();
  protected readonly follow = new LogFollow(this.lines.newest);
  protected readonly allLines = ALL_LINES;

  protected readonly isOver = signal(false);
  protected readonly height = computed(() => Math.min(MOST_HEIGHT, this.lines.shown().length * ROW + 16));
  protected readonly printed = computed(() => this.lines.shown().slice(-PRINTED));
  protected readonly count = computed(() => {
    const [all, shown] = [this.lines.newest(), this.lines.shown().length];
    if (all === 0) return '';
    const values = { LINES: all, SHOWN: shown, PRINTED };
    if (this.isPrinting() && shown > PRINTED) {
      return formatIcu($localize`{LINES, plural, other {{LINES} lines, the last {PRINTED} printed}}`, values);
    }
    return shown < this.lines.all().length
      ? formatIcu($localize`{LINES, plural, =1 {{SHOWN} of 1 line} other {{SHOWN} of {LINES} lines}}`, values)
      : formatIcu($localize`{LINES, plural, =1 {1 line} other {{LINES} lines}}`, values);
  });
  protected readonly choices = computed(() => [
    { floor: 'all' as const, word: $localize`:Lines of a log:All` },
    { floor: 'warn' as const, word: $localize`Warnings ${formatCount(this.lines.warnings())}:COUNT:` },
    { floor: 'error' as const, word: $localize`Errors ${formatCount(this.lines.errors())}:COUNT:` },
  ]);
  protected readonly followWord = computed(() => {
    const unread = this.follow.unread();
    if (unread > 0) {
      const message = $localize`{LINES, plural, =1 {Jump to the newest, 1 line} other {Jump to the newest, {LINES} lines}}`;
      return formatIcu(message, { LINES: unread });
    }
    return this.follow.isFollowing() && !this.isOver()
      ? $localize`:The end of a log:Following`
      : $localize`:The end of a log|Verb:Follow`;
  });

  constructor() {
    injectShortcuts({ l: () => this.toggle() });
    effect((onCleanup) => {
      const jobId = this.jobId();
      this.lines.clear();
      this.follow.follow();
      this.isOver.set(false);
      // The browser connects again by itself, from the last line on.
      const source = new EventSource(this.#api.runLogUrl(jobId));
      const batch = new Batch((lines) => this.lines.add(lines));
      source.addEventListener('log', ({ data }: MessageEvent<string>) => batch.add(JSON.parse(data) as LogLine));
      source.addEventListener('end', () => {
        batch.flush();
        this.isOver.set(true);
        source.close();
      });
      onCleanup(() => {
        source.close();
        batch.stop();
      });
    });
    effect(() => this.lines.filter(this.filter()));
    effect((onCleanup) => {
      const viewport = this.viewport();
      const subscription = viewport?.elementScrolled().subscribe(() =>
        this.follow.scrolled({
          fromTop: viewport.measureScrollOffset('top'),
          fromBottom: viewport.measureScrollOffset('bottom'),
        }),
      );
      onCleanup(() => subscription?.unsubscribe());
    });
    afterRenderEffect({
      write: () => {
        const viewport = this.viewport();
        const count = this.lines.shown().length;
        this.height();
        if (!viewport) return;
        viewport.checkViewportSize();
        if (this.follow.isFollowing()) this.#scrollTo(count * ROW);
        // The list is given its new height only after this.
        requestAnimationFrame(() => {
          if (untracked(this.follow.isFollowing)) this.#scrollTo(count * ROW);
        });
      },
    });
  }

  protected toggle(): void {
    if (this.follow.isFollowing() && !this.isOver()) this.follow.pause();
    else this.#toEnd();
  }

  protected toEnd(event: Event): void {
    event.preventDefault();
    this.#toEnd();
  }

  protected toStart(event: Event): void {
    event.preventDefault();
    this.#scrollTo(0);
  }

  protected copy(): void {
    const lines = this.lines.shown();
    const message = $localize`{LINES, plural, =1 {1 line was copied.} other {{LINES} lines were copied.}}`;
    this.#copying.copy(this.#text(lines), formatIcu(message, { LINES: lines.length }));
  }

  protected download(): void {
    const text = this.#text(this.lines.shown());
    saveFile(`${this.jobId()}.log`, new Blob([text], { type: 'text/plain;charset=utf-8' }));
  }

  protected readonly lineNumber = (_: number, { line }: LogLine): number => line;

  protected timeOf({ timestamp }: LogLine): string {
    return formatTime(timestamp, { timeZone: this.#timeZone() });
  }

  protected fractionOf({ timestamp }: LogLine): string {
    const [, fraction = ''] = /\.(\d{1,3})/.exec(timestamp) ?? [];
    return `.${fraction.padEnd(3, '0')}`;
  }

  #toEnd(): void {
    this.follow.follow();
    this.#scrollTo(this.lines.shown().length * ROW);
  }

  #scrollTo(offset: number): void {
    this.viewport()?.scrollToOffset(offset);
  }

  #text(lines: readonly LogLine[]): string {
    return lines.map(({ timestamp, level, text }) => `${timestamp} ${level} ${text}\n`).join('');
  }
}

/** Lines that are handed on together, once a frame; while the page is hidden, once a second. */
class Batch {
  #lines: LogLine[] = [];
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly deliver: (lines: readonly LogLine[]) => void) {}

  add(line: LogLine): void {
    this.#lines.push(line);
    this.#frame ??= requestAnimationFrame(() => this.flush());
    this.#timer ??= setTimeout(() => this.flush(), 1_000);
  }

  flush(): void {
    const lines = this.#lines;
    this.stop();
    if (lines.length > 0) this.deliver(lines);
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    [this.#frame, this.#timer, this.#lines] = [undefined, undefined, []];
  }
}
