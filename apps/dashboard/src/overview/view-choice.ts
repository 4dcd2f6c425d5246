import { computed, inject, Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { Fleet } from '../fleet/fleet';
import { Kept } from '../shell';

export const VIEWS = ['board', 'matrix'] as const;
export type View = (typeof VIEWS)[number];

/** With more servers than these the matrix is the first view. */
const MOST_ON_BOARD = 24;

/** How the overview shows servers: in the address, else as it was chosen last, else by their number. */
@Injectable()
export class ViewChoice {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #fleet = inject(Fleet);
  readonly #kept = inject(Kept);
  readonly #address = toSignal(this.#route.queryParamMap);
  readonly #chosen = signal(asView(this.#kept.read('view')));

  readonly view = computed<View>(
    () =>
      asView(this.#address()?.get('view')) ??
      this.#chosen() ??
      (this.#fleet.servers().length > MOST_ON_BOARD ? 'matrix' : 'board'),
  );

  choose(view: View): void {
    this.#chosen.set(view);
    this.#kept.write('view', view);
    void this.#router.navigate([], { relativeTo: this.#route, queryParams: { view }, queryParamsHandling: 'merge' });
  }
}

function asView(text: string | null | undefined): View | undefined {
  return VIEWS.find((view) => view === text);
}
