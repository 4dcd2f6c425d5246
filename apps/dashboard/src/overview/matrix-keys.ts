/** `first` and `last` are those of its row, that is, of the group. */
export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'firstOfAll' | 'lastOfAll';

/** The tile that a key leads to. Tiles wrap as there is room, so up and down go by what is on the screen. */
export function nextTile(
  tiles: readonly HTMLElement[],
  from: HTMLElement,
  direction: Direction,
): HTMLElement | undefined {
  const index = tiles.indexOf(from);
  if (index < 0) return undefined;
  switch (direction) {
    case 'left':
      return tiles[index - 1];
    case 'right':
      return tiles[index + 1];
    case 'first':
      return tiles.find((tile) => tile.parentElement === from.parentElement);
    case 'last':
      return tiles.findLast((tile) => tile.parentElement === from.parentElement);
    case 'firstOfAll':
      return tiles[0];
    case 'lastOfAll':
      return tiles.at(-1);
    case 'up':
      return nearest(tiles.slice(0, index).reverse(), from);
    case 'down':
      return nearest(tiles.slice(index + 1), from);
  }
}

/** Of the first line of tiles that is not the one of `from`, that which stands closest to it. */
function nearest(tiles: readonly HTMLElement[], from: HTMLElement): HTMLElement | undefined {
  const { top, left } = from.getBoundingClientRect();
  const lineTop = tiles.map((tile) => tile.getBoundingClientRect().top).find((other) => other !== top);
  const line = tiles.filter((tile) => tile.getBoundingClientRect().top === lineTop);
  const distance = (tile: HTMLElement): number => Math.abs(tile.getBoundingClientRect().left - left);
  return line.toSorted((a, b) => distance(a) - distance(b))[0];
}
