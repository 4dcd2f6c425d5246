import { computed, DestroyRef, inject, untracked } from '@angular/core';
import { Now, TickingClock, type Clock } from '../words/now';
import { JobEvents } from './job-events';

/** One of many cells or rows that change all the time. In a flood each of them changes when it has its turn, with as many others as there is time to draw. */
export interface Turn {
  /** Ticks as that of one of many, and in a flood with each turn. */
  readonly clock: Clock;
  /** Reads a signal within another one: in a flood that changes with the next turn, and not before. */
  read<Value>(source: () => Value): Value;
}

/** Call it in an injection context. */
export function injectTurn(): Turn {
  const events = inject(JobEvents);
  const often = inject(Now).oneOfMany();
  const inTurn = new TickingClock();
  const turns = events.turns$.subscribe(() => inTurn.tick());
  inject(DestroyRef).onDestroy(() => turns.unsubscribe());
  const clock = {
    second: computed(() => (events.isFlood() ? inTurn.second() : often.second())),
    minute: computed(() => (events.isFlood() ? inTurn.minute() : often.minute())),
  };
  return {
    clock,
    read: (source) => {
      if (!events.isFlood()) return source();
      inTurn.second();
      return untracked(source);
    },
  };
}
