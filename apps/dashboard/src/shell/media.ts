import { BreakpointObserver } from '@angular/cdk/layout';
import { inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';

/** Whether a media query holds. */
export function injectMedia(query: string): Signal<boolean> {
  const state = inject(BreakpointObserver).observe(query);
  return toSignal(state.pipe(map(({ matches }) => matches)), { requireSync: true });
}

/** Whether the page is as narrow as on a phone. */
export function injectIsNarrow(): Signal<boolean> {
  return injectMedia('(width < 600px)');
}
