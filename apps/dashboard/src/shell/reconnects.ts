import { inject, Injectable, signal, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { formatCount, formatIcu, JobEvents } from '@jobwire/angular';
import { skip } from 'rxjs';

/** How often the stream began anew since the page was opened, and what was missed by that. */
@Injectable({ providedIn: 'root' })
export class Reconnects {
  readonly #words = signal($localize`:Reconnects:none`);

  /** "2, nothing missed". */
  readonly words: Signal<string> = this.#words.asReadonly();

  constructor() {
    let count = 0;
    let gaps = 0;
    let missed: number | undefined = 0;
    inject(JobEvents)
      .hellos$.pipe(skip(1), takeUntilDestroyed())
      .subscribe(({ replay }) => {
        count++;
        if (replay.gap) {
          gaps++;
          missed = missed === undefined || replay.missed === undefined ? undefined : missed + replay.missed;
        }
        this.#words.set(describe(formatCount(count), gaps === 0 ? 0 : missed));
      });
  }
}

/** `missed`: how many events, `undefined` where nobody knows. */
function describe(count: string, missed: number | undefined): string {
  if (missed === undefined) return $localize`:Reconnects:${count}:COUNT:, events missed`;
  const message = $localize`:Reconnects:{EVENTS, plural, =0 {{COUNT}, nothing missed} =1 {{COUNT}, 1 event missed} other {{COUNT}, {EVENTS} events missed}}`;
  return formatIcu(message, { EVENTS: missed, COUNT: count });
}
