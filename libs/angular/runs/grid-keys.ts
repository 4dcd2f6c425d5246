import { computed, signal, type Signal } from '@angular/core';
import type { RunRow } from './run-row';
import type { RunSelection } from './run-selection';

interface Grid {
  readonly rows: Signal<readonly RunRow[]>;
  readonly selection: () => RunSelection | undefined;
  readonly rowHeight: Signal<number>;
  readonly headHeight: Signal<number>;
  /** What scrolls. */
  readonly scroller: () => HTMLElement;
  readonly open: (row: RunRow, event: Event) => void;
  readonly act: (row: RunRow) => void;
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
export function gridKeys({ rows, selection, rowHeight, headHeight, scroller, open, act, selectAll }: Grid): GridKeys {
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
    const element = scroller();
    const top = lastIndex * rowHeight();
    const covered = parseFloat(getComputedStyle(element).getPropertyValue('scroll-padding-bottom')) || 0;
    const room = element.clientHeight - headHeight() - covered - rowHeight();
    if (top < element.scrollTop) element.scrollTop = lastIndex === 0 ? 0 : top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
  };
  const pageLength = (): number => Math.max(1, Math.floor((scroller().clientHeight - headHeight()) / rowHeight()) - 1);
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
  const extend = (from: RunRow | undefined, to: RunRow | undefined): void => {
    const chosen = selection();
    if (!chosen || !from || !to) return;
    if (!chosen.has(from.jobId)) chosen.toggle(from);
    chosen.extendTo(to, rows());
  };

  const press = (event: KeyboardEvent): void => {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    // Its own keys: the box that ticks all.
    if ((event.target as Element).matches('.head *') || rows().length === 0) return;
    const chosen = selection();
    const index = activeIndex();
    const row = rows()[index];
    const next = steps(key, index);
    if (next !== undefined) {
      goTo(next);
      if (shiftKey) extend(row, rows()[lastIndex]);
      reveal();
    } else if (chosen && key === 'a' && (ctrlKey || metaKey)) selectAll();
    else if (chosen && key === 'Escape' && chosen.count() > 0) chosen.clear();
    else if (chosen && key === ' ' && row) {
      if (shiftKey) chosen.extendTo(row, rows());
      else chosen.toggle(row);
    } else if (key === 'Enter' && row) open(row, event);
    else if ((key === '.' || key === 'ContextMenu') && row) act(row);
    else return;
    event.preventDefault();
  };

  const move = (step: number): void => {
    goTo(Math.max(0, activeIndex() + step));
    reveal();
  };

  return {
    activeId: computed(() => rows()[activeIndex()]?.jobId),
    activeRow: () => rows()[activeIndex()],
    goTo,
    move,
    press,
  };
}
