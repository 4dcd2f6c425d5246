import { Component, computed, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { describeSpan, SPANS, type TimeSpan } from './time-span';

/** Which time the list is about. */
@Component({
  selector: 'app-span-menu',
  imports: [MatMenuModule],
  template: `
    <button class="button" type="button" [attr.aria-label]="'Time span: ' + label()" [matMenuTriggerFor]="menu">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="7.25" />
        <path d="M10 6v4.2l2.8 1.8" />
      </svg>
      <span class="word">{{ label() }}</span>
      <svg class="arrow" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 6l4 4 4-4" /></svg>
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
    svg {
      flex: none;
      width: 18px;
      height: 18px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
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
  `,
})
export class SpanMenu {
  readonly span = input.required<TimeSpan>();
  readonly timeZone = input<string>();
  readonly spanChange = output<TimeSpan>();
  protected readonly options = SPANS.map((span) => ({ span, label: describeSpan(span) }));
  protected readonly label = computed(() => describeSpan(this.span(), this.timeZone()));
}
