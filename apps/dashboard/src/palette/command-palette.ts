import { Component, computed, DOCUMENT, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { countRuns, JobsApi, StateIcon } from '@jobwire/angular';
import { writeTextTerm } from '@jobwire/events';
import { catchError, debounceTime, map, of, switchMap } from 'rxjs';
import { Glyph, isGlyph } from '../glyph/glyph';
import { totalOf } from '../runs/run-counts';
import { PaletteSourcesOf } from './palette-sources';
import { findEntries, markWords, readPaletteText, type PaletteEntry, type PaletteSection } from './palette-entries';

/** Nobody wants to see what half a word finds. In milliseconds. */
const SEARCH_AFTER_MS = 200;
const SHORTEST_SEARCH = 2;

/** Search or go to: a field and a list that the arrow keys move in (WAI-ARIA combobox with a listbox). */
@Component({
  selector: 'app-command-palette',
  imports: [Glyph, StateIcon],
  templateUrl: './command-palette.html',
  styleUrl: './command-palette.css',
})
export class CommandPalette {
  readonly #dialog = inject<MatDialogRef<CommandPalette>>(MatDialogRef);
  readonly #document = inject(DOCUMENT);
  readonly #router = inject(Router);
  readonly #api = inject(JobsApi);
  readonly #sources = inject(PaletteSourcesOf);

  protected readonly isGlyph = isGlyph;
  protected readonly typed = signal('');
  readonly #chosen = signal(0);

  /** How many runs the whole history has for this text; `undefined` while that is not known. */
  readonly #matches = toSignal(
    toObservable(this.typed).pipe(
      debounceTime(SEARCH_AFTER_MS),
      map((typed) => readPaletteText(typed).text),
      map((text) => ({ text, q: writeTextTerm(text) })),
      switchMap(({ text, q }) =>
        q === undefined || text.length < SHORTEST_SEARCH
          ? of(undefined)
          : this.#api.runs({ q, limit: 1 }).pipe(
              map(({ counts }) => counts && { text, count: totalOf(counts) }),
              // A server without search, or none: the entry then has no number.
              catchError(() => of(undefined)),
            ),
      ),
      takeUntilDestroyed(),
    ),
  );

  protected readonly sections = computed<readonly PaletteSection[]>(() => {
    const typed = this.typed();
    const found = findEntries(typed, this.#sources.all());
    const { only, text } = readPaletteText(typed);
    const q = writeTextTerm(text);
    if (q === undefined || (only !== undefined && only !== 'runs')) return found;
    return [...found, { title: $localize`:Where is searched:Everywhere`, entries: [this.#searchEntry(text, q)] }];
  });
  protected readonly flat = computed(() => this.sections().flatMap(({ entries }) => entries));
  protected readonly active = computed(() => this.flat()[Math.min(this.#chosen(), this.flat().length - 1)]);

  protected type(text: string): void {
    this.typed.set(text);
    this.#chosen.set(0);
  }

  protected move(event: Event, by: number): void {
    event.preventDefault();
    const count = this.flat().length;
    if (count === 0) return;
    const from = Math.min(this.#chosen(), count - 1);
    this.#chosen.set((from + by + count) % count);
    const option = this.#document.getElementById(this.idOf(this.active()) ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  protected enter(event: Event): void {
    event.preventDefault();
    const entry = this.active();
    if (!entry) return;
    const { ctrlKey, metaKey } = event as KeyboardEvent;
    this.take(entry, { inNewTab: ctrlKey || metaKey });
  }

  protected take(entry: PaletteEntry, { inNewTab = false } = {}): void {
    const { link } = entry;
    this.#dialog.close();
    if (!link) return entry.do?.();
    const tree = this.#router.createUrlTree([link.path], { queryParams: link.query ?? {} });
    if (inNewTab) window.open(this.#router.serializeUrl(tree), '_blank', 'noopener');
    else void this.#router.navigateByUrl(tree);
  }

  protected detailOf({ detail = '', when }: PaletteEntry): string {
    const moment = when?.() ?? '';
    return moment === '' ? detail : $localize`:State of a run, and when:${detail}:STATE:, ${moment}:AGO:`;
  }

  protected marked(text: string) {
    return markWords(text, this.typed());
  }

  protected idOf(entry: PaletteEntry | undefined): string | null {
    return entry ? optionId(entry.id) : null;
  }

  #searchEntry(text: string, q: string): PaletteEntry {
    const matches = this.#matches();
    return {
      id: 'search',
      icon: 'search',
      title: $localize`Search runs for “${text}:TEXT:”`,
      detail: $localize`:What is searched:names, errors and payloads`,
      ...(matches?.text === text ? { end: countRuns(matches.count) } : {}),
      link: { path: '/runs', query: { q } },
    };
  }
}

function optionId(id: string): string {
  return `palette-${id}`;
}
