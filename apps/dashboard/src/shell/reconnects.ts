import { inject, Injectable, signal, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { formatCount, JobEvents } from '@jobwire/angular';
import { skip } from 'rxjs';

/** How often the stream began anew since the page was opened, and what was missed by that. */
@Injectable({ providedIn: 'root' })
export class Reconnects {
  readonly #words = signal('none');

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
        this.#words.set(`${count}, ${gaps === 0 ? 'nothing missed' : describeMissed(missed)}`);
      });
  }
}

function describeMissed(missed: number | undefined): string {
  if (missed === undefined) return 'events missed';
  return `${formatCount(missed)} ${missed === 1 ? 'event' : 'events'} missed`;
}
