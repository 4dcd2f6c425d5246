import { Injectable } from '@angular/core';

/** As long as the slowest second click takes with most systems. In milliseconds. */
const DOUBLE_CLICK_MS = 500;

/**
 * Tells the second click of a double click from one that is meant, also where the button of the first has gone and another
 * stands in its place: browsers count anew then, and they count no taps.
 */
@Injectable({ providedIn: 'root' })
export class DoubleClicks {
  #last = -Infinity;

  isFirst({ detail: clicks, timeStamp }: MouseEvent): boolean {
    const sinceLast = timeStamp - this.#last;
    this.#last = timeStamp;
    return clicks <= 1 && sinceLast > DOUBLE_CLICK_MS;
  }
}
