import { computed, signal } from '@angular/core';
import type { LogLine } from '@jobwire/events';
import { ALL_LINES, matchLine, type LogFilter } from './log-filter';

/** The server keeps no more of a run; the oldest would go. */
const MOST_LINES = 100_001;

interface Lines {
  readonly all: readonly LogLine[];
  readonly shown: readonly LogLine[];
  readonly warnings: number;
  readonly errors: number;
}

const NONE: Lines = { all: [], shown: [], warnings: 0, errors: 0 };

/** The lines of a log and those of them that a filter lets through. New lines are tested once; a new filter tests all. */
export class LogLines {
  readonly #lines = signal(NONE);
  #filter = ALL_LINES;

  readonly all = computed(() => this.#lines().all);
  readonly shown = computed(() => this.#lines().shown);
  readonly warnings = computed(() => this.#lines().warnings);
  readonly errors = computed(() => this.#lines().errors);
  /** The number of the newest line, 0 where there is none. */
  readonly newest = computed(() => this.all().at(-1)?.line ?? 0);

  add(more: readonly LogLine[]): void {
    this.#lines.update(({ all, shown, warnings, errors }) => {
      const matched = this.#isAll ? more : more.filter(matchLine(this.#filter));
      const kept = [...all, ...more].slice(-MOST_LINES);
      return {
        all: kept,
        shown: this.#isAll ? kept : [...shown, ...matched],
        warnings: warnings + more.filter(({ level }) => level === 'warn').length,
        errors: errors + more.filter(({ level }) => level === 'error').length,
      };
    });
  }

  filter(filter: LogFilter): void {
    this.#filter = filter;
    this.#lines.update((lines) => ({ ...lines, shown: this.#isAll ? lines.all : lines.all.filter(matchLine(filter)) }));
  }

  clear(): void {
    this.#lines.set(NONE);
  }

  get #isAll(): boolean {
    return this.#filter.text === '' && this.#filter.floor === 'all';
  }
}
