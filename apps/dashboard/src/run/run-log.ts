import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { formatTime, JobsApi } from '@jobwire/angular';
import { Appearance } from '../shell/appearance';

interface LogLine {
  readonly line: number;
  readonly timestamp: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

/** Lines shown; the oldest go. */
const MOST_LINES = 1_000;

/** The log of a run, followed to its end. */
@Component({
  selector: 'app-run-log',
  template: `
    @if (shown().length > 0) {
      <ol class="lines" tabindex="0" aria-label="Log lines">
        @for (entry of shown(); track entry.line) {
          <li [attr.data-level]="entry.level">
            <time [attr.datetime]="entry.timestamp">{{ entry.time }}</time>
            <span class="text">{{ entry.text }}</span>
          </li>
        }
      </ol>
    } @else {
      <p class="secondary empty">{{ isOver() ? 'This run has written no log.' : 'No log lines yet.' }}</p>
    }
  `,
  styles: `
    .lines {
      max-height: 420px;
      padding: 6px 14px 12px;
      overflow: auto;
      font: 12px/20px var(--jw-mono);
    }
    li {
      display: flex;
      gap: 12px;
    }
    time {
      flex: none;
      color: var(--jw-text3);
    }
    .text {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    [data-level='warn'] .text {
      color: var(--jw-warn);
    }
    [data-level='error'] .text {
      color: var(--jw-fail);
    }
    .empty {
      padding: 6px 14px 14px;
    }
  `,
})
export class RunLog {
  readonly jobId = input.required<string>();

  readonly #api = inject(JobsApi);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #lines = signal<readonly LogLine[]>([]);
  protected readonly isOver = signal(false);
  protected readonly shown = computed(() =>
    this.#lines().map((line) => ({ ...line, time: formatTime(line.timestamp, { timeZone: this.#timeZone() }) })),
  );

  constructor() {
    effect((onCleanup) => {
      this.#lines.set([]);
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
  }
}
