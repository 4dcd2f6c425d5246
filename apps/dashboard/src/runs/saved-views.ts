import { computed, inject, Injectable, signal } from '@angular/core';
import { RUN_COLUMNS } from '@jobwire/angular/runs';
import * as z from 'zod/mini';
import { Kept } from '../shell';
import { EVERYTHING, type RunFilter } from './run-filter';
import { DEFAULT_SPAN, SPANS } from './time-span';

const KEY = 'runViews';

const viewSchema = z.object({
  id: z.string(),
  name: z.string(),
  q: z.string(),
  span: z.union([z.enum(SPANS), z.object({ from: z.number(), to: z.number() })]),
  /** Views of before have none. */
  order: z._default(z.enum(['newest', 'longest', 'shortest']), 'newest'),
  columns: z.array(z.enum(RUN_COLUMNS)),
});

/** A filter with a name. */
export interface SavedView extends Omit<RunFilter, 'view'> {
  readonly id: string;
  readonly name: string;
  /** Its runs are counted on its tab. */
  readonly isCounted?: boolean;
  /** It cannot be changed or taken away. */
  readonly isBuiltIn?: boolean;
}

const builtIn = {
  span: DEFAULT_SPAN,
  order: 'newest',
  columns: RUN_COLUMNS,
  isBuiltIn: true,
  isCounted: true,
} as const;
const BUILT_IN: readonly SavedView[] = [
  { ...builtIn, id: 'all', name: $localize`:Runs:All runs`, q: '', isCounted: false },
  { ...builtIn, id: 'failed-today', name: $localize`:Runs:Failed today`, q: 'state:failed', span: 'today' },
  { ...builtIn, id: 'running', name: $localize`:Runs:Running now`, q: 'state:running', span: 'all' },
  { ...builtIn, id: 'slow', name: $localize`:Runs:Slower than usual`, q: 'is:slow' },
];

/** Views: those that everyone has, and one's own, kept in this browser. */
@Injectable({ providedIn: 'root' })
export class SavedViews {
  readonly #kept = inject(Kept);
  readonly #own = signal<readonly SavedView[]>(this.#read());
  readonly views = computed(() => [...BUILT_IN, ...this.#own()]);

  /** Which view a filter began with: that of its address, else one that is just like it, else all. */
  viewOf(filter: RunFilter): SavedView {
    const views = this.views();
    const named = views.find(({ id }) => id === filter.view);
    return named ?? views.find((view) => !isChanged(view, filter)) ?? (BUILT_IN[0] as SavedView);
  }

  add(name: string, { q, span, order, columns }: RunFilter): SavedView {
    const view = { id: newId(this.views()), name, q, span, order, columns };
    this.#write([...this.#own(), view]);
    return view;
  }

  change({ id }: SavedView, { q, span, order, columns }: RunFilter): void {
    this.#write(this.#own().map((view) => (view.id === id ? { ...view, q, span, order, columns } : view)));
  }

  rename({ id }: SavedView, name: string): void {
    this.#write(this.#own().map((view) => (view.id === id ? { ...view, name } : view)));
  }

  remove({ id }: SavedView): void {
    this.#write(this.#own().filter((view) => view.id !== id));
  }

  #write(views: readonly SavedView[]): void {
    this.#own.set(views);
    this.#kept.write(KEY, JSON.stringify(views));
  }

  #read(): readonly SavedView[] {
    try {
      return z.array(viewSchema).parse(JSON.parse(this.#kept.read(KEY) ?? '[]'));
    } catch {
      // Written by another version, or by hand: better none than a page that does not open.
      return [];
    }
  }
}

/** Whether a filter differs from its view. */
export function isChanged(view: SavedView, { q, span, order, columns }: RunFilter): boolean {
  const isListSame = view.q === q && view.order === order && JSON.stringify(view.span) === JSON.stringify(span);
  return !isListSame || view.columns.join() !== columns.join();
}

/** The filter of a view. */
export function filterOf({ id, q, span, order, columns }: SavedView): RunFilter {
  return { ...EVERYTHING, q, span, order, columns, view: id === 'all' ? undefined : id };
}

/** Not by `crypto.randomUUID`, which a page without TLS has not. */
function newId(views: readonly SavedView[]): string {
  const id = Math.random().toString(36).slice(2, 10);
  return views.some((view) => view.id === id) ? newId(views) : id;
}
