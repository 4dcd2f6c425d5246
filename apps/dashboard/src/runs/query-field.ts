import { OverlayModule, type ConnectedPosition } from '@angular/cdk/overlay';
import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { formatCount, StateIcon } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { addTerm, findMistake, removeTerm, splitTerms, type QueryMistake, type QueryTerm } from './query-terms';
import { suggest, type QueryWorld, type Suggestion } from './query-suggestions';
import { SuggestionCounts } from './suggestion-counts';
import { spanInWords, type TimeSpan } from './time-span';

const BELOW: ConnectedPosition[] = [
  { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top', offsetY: 6 },
];

/** The query as chips, and a field for one more term. */
@Component({
  selector: 'app-query-field',
  imports: [Glyph, OverlayModule, StateIcon],
  providers: [SuggestionCounts],
  templateUrl: './query-field.html',
  styleUrl: './query-field.css',
})
export class QueryField {
  readonly query = input.required<string>();
  readonly world = input.required<QueryWorld>();
  readonly span = input.required<TimeSpan>();
  /** What the server found wrong. */
  readonly serverMistake = input<QueryMistake>();
  readonly queryChange = output<string>();

  readonly #counts = inject(SuggestionCounts);
  protected readonly textField = viewChild.required<ElementRef<HTMLInputElement>>('field');
  protected readonly below = BELOW;
  readonly #readable = computed(() => findMistake(this.query()) === undefined);
  /** A query that cannot be read stands in the field as it is. */
  protected readonly draft = linkedSignal(() => (this.#readable() ? '' : this.query()));
  protected readonly terms = computed(() => (this.#readable() ? splitTerms(this.query()) : []));
  readonly #tried = signal(false);
  protected readonly mistake = computed(() => {
    const own = this.#tried() || !this.#readable() ? findMistake(this.draft()) : undefined;
    return own ?? this.serverMistake();
  });
  /** Within "runs in the last 24 hours". */
  protected readonly spanWords = computed(() => spanInWords(this.span()));
  protected readonly isOpen = signal(false);
  protected readonly list = computed(() => suggest(this.draft(), this.world()));
  protected readonly active = linkedSignal<readonly Suggestion[], number>({
    source: () => this.list().suggestions,
    computation: () => -1,
  });
  protected readonly options = computed(() =>
    this.list().suggestions.map((option, index) => ({
      option,
      id: `suggestion-${index}`,
      count: this.#countOf(option),
    })),
  );

  constructor() {
    injectShortcuts({ '/': () => this.focus() });
    effect(() => {
      if (this.isOpen()) this.#counts.ask(this.query(), this.span(), this.list().suggestions);
    });
  }

  focus(): void {
    this.textField().nativeElement.focus();
  }

  protected type(text: string): void {
    this.draft.set(text);
    this.#tried.set(false);
    this.isOpen.set(true);
  }

  protected press(event: KeyboardEvent): void {
    const { key } = event;
    const count = this.list().suggestions.length;
    if (key === 'Backspace' && this.draft() === '' && this.terms().length > 0) return this.#takeBack(event);
    if (key === 'Escape' && this.isOpen()) {
      event.stopPropagation();
      return this.isOpen.set(false);
    }
    if (key === 'Enter') return this.#enter();
    if (count === 0 || (key !== 'ArrowDown' && key !== 'ArrowUp')) return;
    event.preventDefault();
    if (!this.isOpen()) return this.isOpen.set(true);
    const step = key === 'ArrowDown' ? 1 : -1;
    this.active.update((at) => (at < 0 && step < 0 ? count - 1 : (at + step + count) % count));
  }

  protected take({ text, isTerm }: Suggestion): void {
    if (isTerm) return this.#commit(text);
    this.type(text);
    this.focus();
  }

  protected removeText({ label, value }: QueryTerm): string {
    return $localize`:A filter:Remove ${label}:FIELD: ${value}:VALUE:`;
  }

  protected remove(index: number): void {
    this.queryChange.emit(removeTerm(this.query(), index));
    this.focus();
  }

  protected clear(): void {
    this.draft.set('');
    this.queryChange.emit('');
    this.focus();
  }

  #enter(): void {
    const chosen = this.isOpen() ? this.list().suggestions[this.active()] : undefined;
    if (chosen) return this.take(chosen);
    const draft = this.draft().trim();
    if (draft === '' && this.#readable()) return this.isOpen.set(false);
    this.#commit(draft);
  }

  #commit(draft: string): void {
    this.draft.set(draft);
    this.#tried.set(true);
    this.isOpen.set(false);
    if (findMistake(draft)) return;
    const query = this.#readable() ? addTerm(this.query(), draft) : draft;
    this.draft.set('');
    this.#tried.set(false);
    this.queryChange.emit(query);
  }

  /** The last chip becomes text again. */
  #takeBack(event: Event): void {
    event.preventDefault();
    const last = this.terms().length - 1;
    const raw = this.terms()[last]?.raw ?? '';
    this.queryChange.emit(removeTerm(this.query(), last));
    queueMicrotask(() => this.type(raw));
  }

  #countOf(option: Suggestion): string {
    const count = this.#counts.of(option);
    return count === undefined ? '' : formatCount(count);
  }
}
