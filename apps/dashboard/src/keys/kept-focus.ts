import { afterEveryRender, DestroyRef, DOCUMENT, ElementRef, inject } from '@angular/core';

/**
 * Where what has the focus in this component goes away or is put elsewhere, which loses it, `next` gets the focus. Call it in an
 * injection context.
 */
export function injectKeptFocus(next: () => HTMLElement | null | undefined): void {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const document = inject(DOCUMENT);
  let isHere = false;
  const come = (): void => void (isHere = true);
  // When an element is taken away its focus may leave before it: who comes to look later finds the focus back.
  const go = (): void => queueMicrotask(() => (isHere = host.contains(document.activeElement)));
  host.addEventListener('focusin', come);
  host.addEventListener('focusout', go);
  inject(DestroyRef).onDestroy(() => {
    host.removeEventListener('focusin', come);
    host.removeEventListener('focusout', go);
  });
  afterEveryRender(() => {
    const { activeElement } = document;
    if (isHere && (activeElement === null || activeElement === document.body)) next()?.focus();
  });
}
