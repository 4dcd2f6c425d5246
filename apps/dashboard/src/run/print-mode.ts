import { DestroyRef, DOCUMENT, inject, signal, type Signal } from '@angular/core';

/** Whether the page is on its way to paper: then it is light, whatever was chosen, until it is back on the screen. */
export function injectPrintMode(): Signal<boolean> {
  const { defaultView: window, documentElement } = inject(DOCUMENT);
  const isPrinting = signal(false);
  const media = window?.matchMedia?.('print');
  if (!media) return isPrinting;
  let chosen: string[] = [];
  const toggle = (): void => {
    if (media.matches === isPrinting()) return;
    const { classList } = documentElement;
    if (media.matches) chosen = ['dark', 'light'].filter((name) => classList.contains(name));
    classList.remove('dark', 'light');
    classList.add(...(media.matches ? ['light'] : chosen));
    isPrinting.set(media.matches);
  };
  media.addEventListener('change', toggle);
  toggle();
  inject(DestroyRef).onDestroy(() => media.removeEventListener('change', toggle));
  return isPrinting.asReadonly();
}
