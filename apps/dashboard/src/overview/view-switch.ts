import { Component, inject } from '@angular/core';
import { ViewChoice, VIEWS, type View } from './view-choice';

/** Board or matrix. */
@Component({
  selector: 'app-view-switch',
  template: `
    <fieldset class="segments">
      <legend class="visually-hidden" i18n="Board or matrix">Show servers as</legend>
      @for (view of views; track view) {
        <label class="segment" [class.chosen]="choice.view() === view">
          <input
            class="visually-hidden"
            type="radio"
            name="view"
            [value]="view"
            [checked]="choice.view() === view"
            (change)="choice.choose(view)"
          />{{ wordOf(view) }}
        </label>
      }
    </fieldset>
  `,
})
export class ViewSwitch {
  protected readonly choice = inject(ViewChoice);
  protected readonly views = VIEWS;

  protected wordOf(view: View): string {
    return view === 'board' ? $localize`:Servers by jobs, as a table:Board` : $localize`:Servers as tiles:Matrix`;
  }
}
