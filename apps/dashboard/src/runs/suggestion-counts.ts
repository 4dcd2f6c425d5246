import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Subscription } from 'rxjs';
import { Appearance } from '../shell';
import type { Suggestion } from './query-suggestions';
import { addTerm, splitTerms } from './query-terms';
import { RunCounter } from './run-counter';
import { totalOf } from './run-counts';
import { rangeOf, type TimeSpan } from './time-span';

/** How many runs each suggestion would leave. */
@Injectable()
export class SuggestionCounts {
  readonly #counter = inject(RunCounter);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #counts = signal<ReadonlyMap<string, number>>(new Map());
  #questions = new Subscription();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#questions.unsubscribe());
  }

  of({ text }: Suggestion): number | undefined {
    return this.#counts().get(text);
  }

  /** Counts for what a query would be with each of them. What was asked for before and has no answer yet is dropped. */
  ask(query: string, span: TimeSpan, suggestions: readonly Suggestion[]): void {
    this.#questions.unsubscribe();
    this.#questions = new Subscription();
    this.#counts.set(new Map());
    const terms = suggestions.filter(({ isTerm }) => isTerm);
    if (terms.some(({ state }) => state !== undefined)) return this.#askStates(query, span, terms);
    for (const { text } of terms) {
      this.#ask(addTerm(query, text), span, (counts) => new Map([[text, totalOf(counts)]]));
    }
  }

  /** One answer has the counts of all states. */
  #askStates(query: string, span: TimeSpan, suggestions: readonly Suggestion[]): void {
    const others = splitTerms(query).filter(({ label }) => label !== 'state');
    this.#ask(others.map(({ raw }) => raw).join(' '), span, (counts) => {
      return new Map(suggestions.flatMap(({ text, state }) => (state ? [[text, counts[state]] as const] : [])));
    });
  }

  #ask(q: string, span: TimeSpan, read: (counts: Parameters<typeof totalOf>[0]) => ReadonlyMap<string, number>): void {
    const query = { q, ...rangeOf(span, Date.now(), this.#timeZone()) };
    this.#questions.add(
      this.#counter.count(query, JSON.stringify(span)).subscribe((counts) => {
        if (counts) this.#counts.update((before) => new Map([...before, ...read(counts)]));
      }),
    );
  }
}
