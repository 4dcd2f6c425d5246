import { Component, computed, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { Glyph } from '../glyph/glyph';
import { describeSpan, SPANS, type TimeSpan } from './time-span';

/** Which time the list is about. */
@Component({
  selector: 'app-span-menu',
  imports: [Glyph, MatMenuModule],
  template: `
    <button class="button" type="button" [attr.aria-label]="name()" [matMenuTriggerFor]="menu">
      <app-glyph name="clock" />
      <span class="word">{{ label() }}</span>
      <app-glyph class="arrow" name="down" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @for (option of options; track option.span) {
        <button
          mat-menu-item
          role="menuitemradio"
          [attr.aria-checked]="span() === option.span"
          (click)="spanChange.emit(option.span)"
        >
          {{ option.label }}
        </button>
      }
    </mat-menu>
  `,
  styles: `
    .button {
      min-height: 40px;
      max-width: 100%;
    }
    .word {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    app-glyph {
      width: 18px;
      height: 18px;
    }
    .arrow {
      width: 14px;
      height: 14px;
    }
    @media (width < 600px) {
      .word,
      .arrow {
        display: none;
      }
    }
    @media (pointer: coarse) {
      .button {
        min-height: 44px;
      }
    }
  `,
})
export class SpanMenu {
  readonly span = input.required<TimeSpan>();
  readonly timeZone = input<string>();
  readonly spanChange = output<TimeSpan>();
  protected readonly options = SPANS.map((span) => ({ span, label: describeSpan(span) }));
  protected readonly name = computed(() => $localize`Time span: ${this.label()}:SPAN:`);
  protected readonly label = computed(() => describeSpan(this.span(), this.timeZone()));
}
