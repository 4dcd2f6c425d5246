import { computed, signal, type Signal } from '@angular/core';
import type { JobRun } from '@jobwire/events';
import type { RunRow } from './run-row';
import type { RunSelection } from './run-selection';

interface Grid {
  readonly rows: Signal<readonly RunRow[]>;
  readonly selection: () => RunSelection;
  readonly rowHeight: Signal<number>;
  readonly headHeight: Signal<number>;
  readonly grid: () => HTMLElement;
  readonly open: (run: JobRun) => void;
  readonly selectAll: () => void;
}

/** The row that keys go to, and what they do. */
export interface GridKeys {
  readonly activeId: Signal<string | undefined>;
  readonly activeRow: () => RunRow | undefined;
  goTo(index: number): void;
  /** So many rows on, or back. */
  move(step: number): void;
  press(event: KeyboardEvent): void;
}

/** Keys of a grid of virtual rows: the grid has the focus, and says which row is meant. */
export function injectGridKeys({ rows, selection, rowHeight, headHeight, grid, open, selectAll }: Grid): GridKeys {
  const active = signal<string | undefined>(undefined);
  let lastIndex = 0;
  const activeIndex = (): number => {
    const index = rows().findIndex(({ jobId }) => jobId === active());
    // Its row is gone: the one that took its place.
    return index >= 0 ? index : active() === undefined ? -1 : Math.min(lastIndex, rows().length - 1);
  };
  const goTo = (index: number): void => {
    lastIndex = Math.max(0, Math.min(rows().length - 1, index));
    active.set(rows()[lastIndex]?.jobId);
  };
  const reveal = (): void => {
    const element = grid();
    const top = lastIndex * rowHeight();
    const room = element.clientHeight - headHeight() - rowHeight();
    if (top < element.scrollTop) element.scrollTop = lastIndex === 0 ? 0 : top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
  };
  const pageLength = (): number => Math.max(1, Math.floor((grid().clientHeight - headHeight()) / rowHeight()) - 1);
  const steps = (key: string, index: number): number | undefined => {
    switch (key) {
      case 'ArrowDown':
        return index + 1;
      case 'ArrowUp':
        return Math.max(0, index - 1);
      case 'PageDown':
        return index + pageLength();
      case 'PageUp':
        return index - pageLength();
      case 'Home':
        return 0;
      case 'End':
        return rows().length - 1;
      default:
        return undefined;
    }
  };

  const press = (event: KeyboardEvent): void => {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    // Its own keys: the box that ticks all.
    if ((event.target as Element).matches('.head *') || rows().length === 0) return;
    const index = activeIndex();
    const next = steps(key, index);
    if (next !== undefined) {
      const from = rows()[index];
      goTo(next);
      const row = rows()[lastIndex];
      if (shiftKey && from && row) {
        if (!selection().has(from.jobId)) selection().toggle(from);
        selection().extendTo(row, rows());
      }
      reveal();
      event.preventDefault();
      return;
    }
    const row = rows()[index];
    if (key === 'a' && (ctrlKey || metaKey)) selectAll();
    else if (key === 'Escape' && selection().count() > 0) selection().clear();
    else if (key === ' ' && row) {
      if (shiftKey) selection().extendTo(row, rows());
      else selection().toggle(row);
    } else if (key === 'Enter' && row) open(row.run());
    else if ((key === '.' || key === 'ContextMenu') && row) grid().querySelector<HTMLElement>('.active .menu')?.click();
    else return;
    event.preventDefault();
  };

  const move = (step: number): void => {
    goTo(Math.max(0, activeIndex() + step));
    reveal();
    grid().focus();
  };

  return {
    activeId: computed(() => rows()[activeIndex()]?.jobId),
    activeRow: () => rows()[activeIndex()],
    goTo,
    move,
    press,
  };
}
