import { Component, computed, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import type { RunsOrder } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';

const WORDS: Readonly<Record<RunsOrder, string>> = {
  newest: $localize`:Of runs:Newest first`,
  longest: $localize`:Of runs:Longest first`,
  shortest: $localize`:Of runs:Shortest first`,
};

/** Which runs come first: for a table so narrow that its columns have no heads. */
@Component({
  selector: 'app-sort-menu',
  imports: [Glyph, MatMenuModule],
  template: `
    <button class="button" type="button" [attr.aria-label]="name()" [matMenuTriggerFor]="menu">
      <app-glyph name="sort" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @for (option of options; track option) {
        <button
          mat-menu-item
          role="menuitemradio"
          [attr.aria-checked]="order() === option"
          (click)="orderChange.emit(option)"
        >
          {{ words[option] }}
        </button>
      }
    </mat-menu>
  `,
  styles: `
    .button {
      min-height: 40px;
    }
    app-glyph {
      width: 18px;
      height: 18px;
    }
    @media (pointer: coarse) {
      .button {
        min-height: 44px;
      }
    }
  `,
})
export class SortMenu {
  readonly order = input.required<RunsOrder>();
  readonly orderChange = output<RunsOrder>();
  protected readonly words = WORDS;
  protected readonly options = Object.keys(WORDS) as RunsOrder[];
  protected readonly name = computed(() => $localize`Order: ${WORDS[this.order()]}:ORDER:`);
}
