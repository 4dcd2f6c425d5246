import { parsePosition, type Position, type PositionParts } from '@jobwire/events';

/** The parts of a position that was checked at the border. Throws a `TypeError` where it was not. */
export function positionParts(position: Position): PositionParts {
  const parts = parsePosition(position);
  if (!parts) throw new TypeError(`Not a position: ${JSON.stringify(position)}. Write it as <epochMs>-<seq>.`);
  return parts;
}
