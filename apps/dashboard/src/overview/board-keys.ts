/** A cell of a grid: its row and its column, from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads to from a cell, as in any grid of WAI-ARIA; `undefined` where it leads nowhere. */
export function nextPlace(
  { key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent,
  { row, column }: Place,
  size: { readonly rows: number; readonly columns: number },
): Place | undefined {
  if (metaKey || altKey || shiftKey) return undefined;
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  if (ctrlKey) {
    if (key === 'Home') return { row: 0, column: 0 };
    return key === 'End' ? { row: lastRow, column: lastColumn } : undefined;
  }
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: lastColumn };
    default:
      return undefined;
  }
}
