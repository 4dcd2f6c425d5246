import { Component, computed, effect, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { formatCount, injectNow, JobEvents } from '@jobwire/angular';
import { Subscription } from 'rxjs';
import { Glyph } from '../glyph/glyph';
import { injectKeptFocus } from '../keys/kept-focus';
import { Appearance } from '../shell';
import { RevealFocus } from '../shell/reveal-focus';
import { RunCounter } from './run-counter';
import { totalOf } from './run-counts';
import type { RunFilter } from './run-filter';
import { filterOf, isChanged, SavedViews, type SavedView } from './saved-views';
import { rangeOf } from './time-span';

/** Counts on tabs are asked for again so often. In milliseconds. */
const COUNT_MS = 60_000;

/** Saved views as tabs, and the way to save one more. */
@Component({
  selector: 'app-views-bar',
  imports: [Glyph, MatMenuModule, RevealFocus],
  templateUrl: './views-bar.html',
  styleUrl: './views-bar.css',
})
export class ViewsBar {
  readonly filter = input.required<RunFilter>();
  readonly filterChange = output<RunFilter>();

  readonly #saved = inject(SavedViews);
  readonly #counter = inject(RunCounter);
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();
  readonly #counts = signal<ReadonlyMap<string, number>>(new Map());
  protected readonly textField = viewChild<ElementRef<HTMLInputElement>>('field');
  protected readonly current = computed(() => this.#saved.viewOf(this.filter()));
  protected readonly isChanged = computed(() => isChanged(this.current(), this.filter()));
  protected readonly isNaming = signal<'new' | 'old' | undefined>(undefined);
  protected readonly tabs = computed(() =>
    this.#saved.views().map((view) => {
      const count = view.isCounted ? this.#counts().get(view.id) : undefined;
      const isCurrent = view.id === this.current().id;
      return {
        view,
        menuText: $localize`:A saved filter|Noun:View ${view.name}:NAME:`,
        isCurrent,
        hasDot: isCurrent && this.isChanged() && !(view.id === 'all'),
        count: count === undefined ? '' : formatCount(count),
        isBad: view.id === 'failed-today' && (count ?? 0) > 0,
      };
    }),
  );
  readonly #round = computed(() => (this.#events.isCurrent() ? Math.floor(this.#now() / COUNT_MS) : undefined));

  constructor() {
    effect((onCleanup) => {
      if (this.#round() === undefined) return;
      const questions = new Subscription();
      for (const { id, q, span, isCounted } of this.#saved.views()) {
        if (!isCounted) continue;
        const query = { q, ...rangeOf(span, Date.now(), this.#timeZone()) };
        const answer = this.#counter.count(query, JSON.stringify(span));
        questions.add(
          answer.subscribe((counts) => {
            if (counts) this.#counts.update((before) => new Map(before).set(id, totalOf(counts)));
          }),
        );
      }
      onCleanup(() => questions.unsubscribe());
    });
    effect(() => {
      this.textField()?.nativeElement.focus();
      this.textField()?.nativeElement.select();
    });
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // The form goes when a view has its name, a menu with its view.
    injectKeptFocus(() => host.querySelector<HTMLElement>('.tab.current'));
  }

  protected choose(view: SavedView): void {
    this.filterChange.emit(filterOf(view));
  }

  protected save(name: string): void {
    const naming = this.isNaming();
    this.isNaming.set(undefined);
    if (name.trim() === '') return;
    if (naming === 'old') return this.#saved.rename(this.current(), name.trim());
    this.choose(this.#saved.add(name.trim(), this.filter()));
  }

  protected saveChanges(): void {
    this.#saved.change(this.current(), this.filter());
  }

  protected remove(): void {
    this.#saved.remove(this.current());
    this.filterChange.emit({ ...this.filter(), view: undefined });
  }
}
