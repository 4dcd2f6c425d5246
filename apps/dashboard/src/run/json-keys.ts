import type { JsonRow } from './json-tree';

/** What a key does in a tree (WAI-ARIA tree pattern): press the row, or go to another by its id; `undefined`: nothing. */
export function jsonTreeKey(
  { key }: Pick<KeyboardEvent, 'key'>,
  row: JsonRow,
  rows: readonly JsonRow[],
): string | undefined {
  const index = rows.findIndex(({ id }) => id === row.id);
  const at = (place: number): string | undefined => rows[Math.max(0, Math.min(place, rows.length - 1))]?.id;
  switch (key) {
    case 'ArrowDown':
      return at(index + 1);
    case 'ArrowUp':
      return at(index - 1);
    case 'Home':
      return at(0);
    case 'End':
      return at(rows.length - 1);
    case 'ArrowRight':
      if (row.kind === 'closed') return 'press';
      return row.kind === 'open' ? at(index + 1) : undefined;
    case 'ArrowLeft':
      if (row.kind === 'open') return 'press';
      return rows.slice(0, index).findLast(({ level }) => level < row.level)?.id;
    case 'Enter':
    case ' ':
      return 'press';
    default:
      return undefined;
  }
}
