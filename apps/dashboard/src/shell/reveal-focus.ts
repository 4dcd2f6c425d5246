import { Directive } from '@angular/core';

/** What has the focus in a row of tabs that scrolls is seen as a whole: where a part of it is seen, browsers leave it at that. At once, without motion. */
@Directive({
  selector: '[appRevealFocus]',
  host: { '(focusin)': 'reveal($event)' },
})
export class RevealFocus {
  protected reveal({ target }: FocusEvent): void {
    (target as Partial<Element>).scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }
}
