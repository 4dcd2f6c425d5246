import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { formatCount, formatTime, JobsApi } from '@jobwire/angular';
import type { LogLine } from '@jobwire/events';
import { Appearance } from '../shell/appearance';

/** Lines shown; the oldest go. */
const MOST_LINES = 1_000;

/** Who is so near the end reads the end. In pixels. */
const NEAR_END = 30;

/** The log of a run, followed to its end until somebody scrolls up. */
@Component({
  selector: 'app-run-log',
  templateUrl: './run-log.html',
  styleUrl: './run-log.css',
})
export class RunLog {
  readonly jobId = input.required<string>();

  readonly #api = inject(JobsApi);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #lines = signal<readonly LogLine[]>([]);
  protected readonly list = viewChild<ElementRef<HTMLElement>>('list');
  /** The newest line at the moment that somebody scrolled up; `undefined` while the end is followed. */
  readonly #leftAt = signal<number | undefined>(undefined);
  readonly #newest = computed(() => this.#lines().at(-1)?.line ?? 0);

  protected readonly isOver = signal(false);
  protected readonly shown = computed(() =>
    this.#lines().map((line) => ({ ...line, time: this.#format(line.timestamp) })),
  );
  protected readonly count = computed(() => {
    const [all, shown] = [this.#newest(), this.#lines().length];
    if (all === 0) return '';
    const lines = `${formatCount(all)} ${all === 1 ? 'line' : 'lines'}`;
    return shown < all ? `${lines}, the newest ${formatCount(shown)} shown` : lines;
  });
  protected readonly unread = computed(() => {
    const leftAt = this.#leftAt();
    return leftAt === undefined ? 0 : this.#newest() - leftAt;
  });

  constructor() {
    effect((onCleanup) => {
      this.#lines.set([]);
      this.#leftAt.set(undefined);
      this.isOver.set(false);
      // The browser connects again by itself, from the last line on.
      const source = new EventSource(this.#api.runLogUrl(this.jobId()));
      source.addEventListener('log', ({ data }: MessageEvent<string>) => {
        const line = JSON.parse(data) as LogLine;
        this.#lines.update((lines) => [...lines, line].slice(-MOST_LINES));
      });
      source.addEventListener('end', () => {
        this.isOver.set(true);
        source.close();
      });
      onCleanup(() => source.close());
    });
    afterRenderEffect({
      write: () => {
        const element = this.list()?.nativeElement;
        this.#newest();
        if (element && this.#leftAt() === undefined) element.scrollTop = element.scrollHeight;
      },
    });
  }

  protected scrolled({ scrollHeight, scrollTop, clientHeight }: Element): void {
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#leftAt.update((leftAt) => (isAtEnd ? undefined : (leftAt ?? this.#newest())));
  }

  protected follow(): void {
    this.#leftAt.set(undefined);
  }

  #format(timestamp: string): string {
    const [, fraction = ''] = /\.(\d{1,3})/.exec(timestamp) ?? [];
    return `${formatTime(timestamp, { timeZone: this.#timeZone() })}.${fraction.padEnd(3, '0')}`;
  }
}
