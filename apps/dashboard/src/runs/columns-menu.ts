import { Component, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { RUN_COLUMN_WORDS, RUN_COLUMNS, type RunColumn } from '@jobwire/angular/runs';
import { Glyph } from '../glyph/glyph';

/** Which columns the table has. The menu stays open while they are chosen. */
@Component({
  selector: 'app-columns-menu',
  imports: [Glyph, MatMenuModule],
  template: `
    <button class="button" type="button" [matMenuTriggerFor]="menu">
      <app-glyph name="settings" />
      <span class="word" i18n>Columns</span>
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @for (column of choices; track column) {
        <button
          mat-menu-item
          role="menuitemcheckbox"
          [attr.aria-checked]="columns().includes(column)"
          (click)="$event.stopPropagation(); toggle(column)"
        >
          {{ words[column] }}
        </button>
      }
    </mat-menu>
  `,
})
export class ColumnsMenu {
  readonly columns = input.required<readonly RunColumn[]>();
  readonly columnsChange = output<readonly RunColumn[]>();
  protected readonly words = RUN_COLUMN_WORDS;
  protected readonly choices = RUN_COLUMNS.filter((column) => column !== 'job');

  protected toggle(column: RunColumn): void {
    const chosen = this.columns();
    this.columnsChange.emit(
      RUN_COLUMNS.filter((known) => (known === column ? !chosen.includes(known) : chosen.includes(known))),
    );
  }
}
