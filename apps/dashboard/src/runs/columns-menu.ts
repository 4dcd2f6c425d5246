import { Component, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { COLUMN_WORDS, COLUMNS, type Column } from './columns';

/** Which columns the table has. The menu stays open while they are chosen. */
@Component({
  selector: 'app-columns-menu',
  imports: [MatMenuModule],
  template: `
    <button class="button" type="button" [matMenuTriggerFor]="menu">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M3 5h7M14 5h3M3 10h3M10 10h7M3 15h7M14 15h3M12 3v4M8 8v4M12 13v4" />
      </svg>
      <span class="word">Columns</span>
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @for (column of choices; track column) {
        <button
          mat-menu-item
          role="menuitemcheckbox"
          [attr.aria-checked]="columns().includes(column)"
          (click)="$event.stopPropagation(); toggle(column)"
        >
          <span class="chosen" aria-hidden="true">{{ columns().includes(column) ? '✓' : '' }}</span>{{ words[column] }}
        </button>
      }
    </mat-menu>
  `,
  styles: `
    svg {
      width: 16px;
      height: 16px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.6;
      stroke-linecap: round;
    }
    .chosen {
      display: inline-block;
      width: 20px;
    }
  `,
})
export class ColumnsMenu {
  readonly columns = input.required<readonly Column[]>();
  readonly columnsChange = output<readonly Column[]>();
  protected readonly words = COLUMN_WORDS;
  protected readonly choices = COLUMNS.filter((column) => column !== 'job');

  protected toggle(column: Column): void {
    const chosen = this.columns();
    this.columnsChange.emit(
      COLUMNS.filter((known) => (known === column ? !chosen.includes(known) : chosen.includes(known))),
    );
  }
}
