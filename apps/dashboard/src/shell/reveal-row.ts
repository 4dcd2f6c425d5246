/** A row of a list, drawn or not, as pixels. */
interface RowPlace {
  /** Where it begins: from the top of what scrolls, or from below its head where that stays in sight. */
  readonly top: number;
  readonly height: number;
  /** Of a head that stays in sight. */
  readonly head?: number;
}

/** Scrolls no more than it takes to see a row, above what lies over the lower edge (`scroll-padding-bottom`). */
export function revealRow(scroller: HTMLElement, { top, height, head = 0 }: RowPlace): void {
  const covered = parseFloat(getComputedStyle(scroller).getPropertyValue('scroll-padding-bottom')) || 0;
  const room = scroller.clientHeight - head - covered - height;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
}
