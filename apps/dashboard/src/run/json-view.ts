import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  signal,
  viewChildren,
} from '@angular/core';
import { countOf, formatBytes, formatCount, formatIcu, injectNow } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import { Copying } from '../shell/copying';
import { saveFile } from '../shell/save-file';
import {
  countValues,
  findIn,
  firstView,
  idOf,
  reveal,
  rowsOf,
  STEP,
  writePath,
  type JsonRow,
  type JsonView as Opened,
} from './json-tree';
import { jsonTreeKey } from './json-keys';
import { jsonWords, type JsonName } from './json-words';

/** Smaller values are seen at a glance. */
const LEAST_TO_SEARCH = 20;

/** What a run has returned, or was given: a tree to open, to search and to copy from. */
@Component({
  selector: 'app-json-view',
  imports: [Glyph],
  templateUrl: './json-view.html',
  styleUrl: './json-view.css',
})
export class JsonView {
  /** What it is, and the id of its heading. */
  readonly name = input.required<JsonName>();
  readonly value = input.required<unknown>();
  /** Of the file that it is saved as. */
  readonly fileName = input('value');

  readonly #copying = inject(Copying);
  readonly #injector = inject(Injector);
  readonly #now = injectNow();
  readonly #opened = linkedSignal<unknown, Opened>({ source: this.value, computation: firstView });
  protected readonly lines = viewChildren<ElementRef<HTMLElement>>('line');
  protected readonly isRaw = signal(false);
  protected readonly search = signal('');
  /** Which of the places that were found is shown. */
  protected readonly place = signal(0);
  readonly #active = signal('');

  readonly #json = computed(() => JSON.stringify(this.value()) ?? '');
  protected readonly raw = computed(() => JSON.stringify(this.value(), undefined, 2));
  protected readonly values = computed(() => countValues(this.value()));
  protected readonly size = computed(
    () =>
      `${formatBytes(this.#json().length)}, ${formatIcu($localize`:In JSON:{VALUES, plural, =1 {1 value} other {{VALUES} values}}`, { VALUES: this.values() })}`,
  );
  protected readonly isLarge = computed(() => this.values() >= LEAST_TO_SEARCH);
  protected readonly found = computed(() => findIn(this.value(), this.search()));
  protected readonly places = computed(() =>
    this.found().length > 0
      ? countOf(formatCount(this.place() + 1), formatCount(this.found().length))
      : $localize`:Places where a text was found:none`,
  );
  protected readonly words = computed(() => jsonWords(this.name()));
  protected readonly ways = [
    { isRaw: false, word: $localize`:JSON as a tree:Tree` },
    { isRaw: true, word: $localize`:JSON as it is written:Raw` },
  ];
  protected readonly rows = computed(() => rowsOf(this.value(), this.#opened(), this.#now()));
  /** The one row that Tab reaches. */
  protected readonly active = computed(() => {
    const id = this.#active();
    return this.rows().some((row) => row.id === id) ? id : '';
  });
  protected readonly current = computed(() => {
    const path = this.found()[this.place()];
    return path && idOf(path);
  });

  protected find(text: string): void {
    this.search.set(text);
    this.#goTo(0);
  }

  protected next(event: Event, step: 1 | -1): void {
    event.preventDefault();
    const count = this.found().length;
    if (count > 0) this.#goTo((this.place() + step + count) % count);
  }

  protected press(row: JsonRow): void {
    this.#active.set(row.id);
    this.#opened.update(({ open, shown, whole }) => {
      const parent = idOf(row.path);
      switch (row.kind) {
        case 'open':
          return { open: without(open, row.id), shown, whole };
        case 'closed':
          return { open: new Set([...open, row.id]), shown, whole };
        case 'more':
          return { open, shown: new Map([...shown, [parent, (shown.get(parent) ?? STEP) + STEP]]), whole };
        default:
          return { open, shown, whole: row.action === '' ? whole : new Set([...whole, row.id]) };
      }
    });
  }

  /** Who selects text presses nothing. */
  protected clicked(row: JsonRow): void {
    if (row.kind !== 'open' && row.kind !== 'closed') return;
    if (getSelection()?.isCollapsed !== false) this.press(row);
  }

  protected key(event: KeyboardEvent, row: JsonRow): void {
    if (event.target !== event.currentTarget) return;
    const rows = this.rows().filter(({ kind }) => kind !== 'close');
    const what = jsonTreeKey(event, row, rows);
    if (what === undefined) return;
    event.preventDefault();
    if (what === 'press') return this.press(row);
    this.#active.set(what);
    const line = this.#lineOf(what);
    if (line) return line.focus();
    // Unfolded a moment ago, and not drawn yet.
    afterNextRender({ read: () => this.#lineOf(what)?.focus() }, { injector: this.#injector });
  }

  protected focused(row: JsonRow): void {
    this.#active.set(row.id);
  }

  protected pathText({ key = '' }: JsonRow): string {
    return $localize`Copy the path of ${key}:KEY:`;
  }

  protected valueText({ key }: JsonRow): string {
    return key === undefined ? this.words().copyWhole : $localize`Copy the value of ${key}:KEY:`;
  }

  protected copyAll(): void {
    this.#copying.copy(this.raw(), this.words().copied);
  }

  protected copyPath({ path }: JsonRow): void {
    const written = writePath(path);
    this.#copying.copy(written, $localize`Copied ${written}:TEXT:`);
  }

  protected copyValue({ value }: JsonRow): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
    this.#copying.copy(text, $localize`The value was copied.`);
  }

  protected download(): void {
    saveFile(`${this.fileName()}.json`, new Blob([this.raw()], { type: 'application/json' }));
  }

  /** A text with what was searched for apart. */
  protected marked(text: string, isFound: boolean): readonly { readonly text: string; readonly isFound: boolean }[] {
    const wanted = this.search().toLowerCase();
    if (!isFound || wanted === '') return [{ text, isFound: false }];
    const from = text.toLowerCase().indexOf(wanted);
    if (from < 0) return [{ text, isFound: false }];
    const to = from + wanted.length;
    return [
      { text: text.slice(0, from), isFound: false },
      { text: text.slice(from, to), isFound: true },
      { text: text.slice(to), isFound: false },
    ];
  }

  #goTo(place: number): void {
    this.place.set(place);
    const path = this.found()[place];
    if (!path) return;
    this.isRaw.set(false);
    this.#opened.update((view) => reveal(this.value(), view, path));
    const id = idOf(path);
    this.#active.set(id);
    setTimeout(() => this.#lineOf(id)?.scrollIntoView?.({ block: 'nearest' }));
  }

  #lineOf(id: string): HTMLElement | undefined {
    return this.lines().find(({ nativeElement }) => nativeElement.dataset['id'] === id)?.nativeElement;
  }
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
