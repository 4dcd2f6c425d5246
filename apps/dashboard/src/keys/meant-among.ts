import { linkedSignal, type Signal, type WritableSignal } from '@angular/core';

/** What is meant among others; where it goes away, the one that came after it, else the one before. `undefined` until it is set. */
export function meantAmong<Id>(ids: Signal<readonly Id[]>): WritableSignal<Id | undefined> {
  return linkedSignal<readonly Id[], Id | undefined>({
    source: ids,
    computation: (now, previous) => {
      const meant = previous?.value;
      if (previous === undefined || meant === undefined || now.includes(meant)) return meant;
      const index = previous.source.indexOf(meant);
      const isThere = (id: Id): boolean => now.includes(id);
      return previous.source.slice(index + 1).find(isThere) ?? previous.source.slice(0, index).findLast(isThere);
    },
  });
}
