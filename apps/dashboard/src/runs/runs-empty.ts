import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatIcu, formatTime, StateIcon } from '@jobwire/angular';
import { Subscription } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { Appearance } from '../shell';
import { removeTerm, splitTerms } from './query-terms';
import { RunCounter } from './run-counter';
import { totalOf } from './run-counts';
import type { RunFilter } from './run-filter';
import { rangeOf, spanInWords } from './time-span';

/** Why there is nothing to see, and what to do about it. */
@Component({
  selector: 'app-runs-empty',
  imports: [Glyph, RouterLink, StateIcon],
  template: `
    @if (filter().order !== 'newest' && matching() > 0) {
      <app-glyph name="sort" />
      <h2 i18n>No run to sort</h2>
      <p>{{ unsorted() }}</p>
      <div class="buttons">
        <button class="button" type="button" (click)="changed.emit({ order: 'newest' })" i18n="Of runs">
          Newest first
        </button>
      </div>
    } @else if (terms().length > 0) {
      <app-glyph name="search" />
      <h2 i18n>No run matches</h2>
      <p>{{ none() }}</p>
      <div class="buttons">
        @if (last(); as term) {
          <button class="button" type="button" (click)="changed.emit({ q: withoutLast() })">
            <ng-container i18n>Remove “{{ term.label }} {{ term.value }}”</ng-container>
          </button>
        }
        <button class="button plain" type="button" (click)="changed.emit({ q: '' })" i18n>Clear all filters</button>
      </div>
    } @else if (filter().span !== 'all' && hasOlder()) {
      <app-glyph name="history" />
      <h2 i18n="A span of time">No runs {{ spanWords() }}</h2>
      <p i18n="Runs">There are older ones.</p>
      <div class="buttons">
        <button class="button" type="button" (click)="changed.emit({ span: 'all' })" i18n>Show all that is kept</button>
      </div>
    } @else {
      <jw-state-icon state="never" />
      <h2 i18n>No runs yet</h2>
      <p>{{ ready() }}</p>
      <div class="buttons">
        <a class="button primary" routerLink="/"
          ><app-glyph name="play" /><ng-container i18n>Run a job</ng-container></a
        >
      </div>
    }
  `,
  host: { class: 'blank' },
})
export class RunsEmpty {
  readonly filter = input.required<RunFilter>();
  /** How many runs fit, which may be without a place in the order that is asked for. */
  readonly matching = input(0);
  readonly changed = output<Partial<Pick<RunFilter, 'q' | 'span' | 'order'>>>();

  readonly #fleet = inject(Fleet);
  readonly #counter = inject(RunCounter);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #inSpan = signal<number | undefined>(undefined);
  protected readonly hasOlder = signal(false);
  protected readonly terms = computed(() => splitTerms(this.filter().q));
  protected readonly last = computed(() => this.terms().at(-1));
  protected readonly withoutLast = computed(() => removeTerm(this.filter().q, this.terms().length - 1));
  protected readonly inWords = computed(() =>
    this.terms()
      .map(({ label, value }) => `${label} ${value}`)
      .reduce((before, last) => $localize`:Two filters:${before}:FIRST: and ${last}:SECOND:`),
  );
  protected readonly spanWords = computed(() => spanInWords(this.filter().span));
  protected readonly none = computed(() => {
    const runs = this.#inSpan();
    const filters = this.inWords();
    if (runs === undefined) return $localize`:Runs:none with ${filters}:FILTERS:.`;
    const message = $localize`{RUNS, plural, =1 {1 run {SPAN}, none with {FILTERS}.} other {{RUNS} runs {SPAN}, none with {FILTERS}.}}`;
    return formatIcu(message, { RUNS: runs, SPAN: this.spanWords(), FILTERS: filters });
  });
  protected readonly unsorted = computed(() => {
    const message = $localize`:Runs, in the order of their duration:{RUNS, plural, =1 {1 run matches. It has not run to an end, and has no duration yet.} other {{RUNS} runs match. None has run to an end, so none has a duration yet.}}`;
    return formatIcu(message, { RUNS: this.matching() });
  });
  protected readonly ready = computed(() => {
    const count = this.#fleet.servers().filter(({ info }) => !info().publishesOnly).length;
    const planned = this.#fleet.statuses().flatMap(({ nextRunAt }) => (nextRunAt === undefined ? [] : [nextRunAt]));
    const next = planned.toSorted()[0];
    const message = $localize`{SERVERS, plural, =1 {Jobs on 1 server are ready.} other {Jobs on {SERVERS} servers are ready.}}`;
    const ready = formatIcu(message, { SERVERS: count });
    if (next === undefined) return ready;
    const time = formatTime(next, { to: 'minute', timeZone: this.#timeZone() });
    return `${ready} ${$localize`:A run:The next is planned for ${time}:TIME:.`}`;
  });

  constructor() {
    effect((onCleanup) => {
      const { span } = this.filter();
      const range = rangeOf(span, Date.now(), this.#timeZone());
      const questions = new Subscription();
      questions.add(
        this.#counter
          .count({ q: '', ...range }, JSON.stringify(span))
          .subscribe((counts) => this.#inSpan.set(counts && totalOf(counts))),
      );
      questions.add(
        this.#counter
          .count({ q: '' }, JSON.stringify('all'))
          .subscribe((counts) => this.hasOlder.set(counts !== undefined && totalOf(counts) > 0)),
      );
      onCleanup(() => questions.unsubscribe());
    });
  }
}
