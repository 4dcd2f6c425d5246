/** In pixels of a drawing. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Spot = readonly [x: number, y: number];

/** What is drawn already. */
export interface Drawn {
  /** Nothing stands outside. */
  readonly room: Box;
  readonly boxes: readonly Box[];
  readonly lines: readonly (readonly Spot[])[];
}

/** The first of some places that is in the room and on nothing that is drawn already. */
export function firstFree<Place extends Box>(places: readonly Place[], drawn: Drawn): Place | undefined {
  return places.find((place) => isFree(place, drawn));
}

function isFree(place: Box, { room, boxes, lines }: Drawn): boolean {
  return (
    place.left >= room.left &&
    place.top >= room.top &&
    place.left + place.width <= room.left + room.width &&
    place.top + place.height <= room.top + room.height &&
    !boxes.some((box) => overlap(place, box)) &&
    !lines.some((line) => line.some((to, index) => crosses(line[index - 1] ?? to, to, place)))
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

/** Whether a straight line has a point within a box (Liang and Barsky). */
function crosses([x0, y0]: Spot, [x1, y1]: Spot, { left, top, width, height }: Box): boolean {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [enter, leave] = [0, 1];
  const sides: readonly Spot[] = [
    [-dx, x0 - left],
    [dx, left + width - x0],
    [-dy, y0 - top],
    [dy, top + height - y0],
  ];
  for (const [towards, distance] of sides) {
    if (towards === 0) {
      if (distance < 0) return false;
      continue;
    }
    const at = distance / towards;
    if (towards < 0) enter = Math.max(enter, at);
    else leave = Math.min(leave, at);
  }
  return enter <= leave;
}
