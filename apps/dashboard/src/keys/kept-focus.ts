import { afterEveryRender, DestroyRef, DOCUMENT, ElementRef, inject } from '@angular/core';

/**
 * Where what has the focus in this component goes away or is put elsewhere, which loses it, `next` gets the focus; also where
 * that happens while a menu or a dialog has it that would give it back. Call it in an injection context.
 */
export function injectKeptFocus(next: () => HTMLElement | null | undefined): void {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const document = inject(DOCUMENT);
  let isHere = false;
  const staysHere = (element: Element | null): boolean =>
    host.contains(element) || (isHere && element?.closest('.cdk-overlay-container') != null);
  const come = ({ target }: FocusEvent): void => void (isHere = staysHere(target as Element));
  // When an element is taken away its focus may leave before it: who comes to look later finds the focus back.
  const go = (): void => queueMicrotask(() => (isHere = staysHere(document.activeElement)));
  document.addEventListener('focusin', come);
  host.addEventListener('focusout', go);
  inject(DestroyRef).onDestroy(() => {
    document.removeEventListener('focusin', come);
    host.removeEventListener('focusout', go);
  });
  afterEveryRender(() => {
    const { activeElement } = document;
    if (isHere && (activeElement === null || activeElement === document.body)) next()?.focus();
  });
}
