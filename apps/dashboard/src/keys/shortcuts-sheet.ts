import { Component, inject } from '@angular/core';
import { MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { Glyph } from '../glyph/glyph';
import { KEY_GUIDE } from './key-guide';
import { Shortcuts } from './shortcuts';

/** All keys on one sheet, and the switch for those that are single. */
@Component({
  selector: 'app-shortcuts-sheet',
  imports: [Glyph, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <div class="head">
      <h2 mat-dialog-title class="title" i18n>Keyboard shortcuts</h2>
      <label class="switch">
        <input
          #single
          type="checkbox"
          role="switch"
          [checked]="shortcuts.areOn()"
          (change)="shortcuts.turn(single.checked ? 'on' : 'off')"
        />
        <ng-container i18n>Single-key shortcuts</ng-container>
      </label>
      <button class="icon-button" type="button" mat-dialog-close aria-label="Close" i18n-aria-label>
        <app-glyph name="close" />
      </button>
    </div>
    <mat-dialog-content class="groups" tabindex="0" role="group" aria-label="Keys" i18n-aria-label="Of a keyboard">
      <div class="columns">
        @for (group of guide; track group.title) {
          <section>
            <h3>{{ group.title }}</h3>
            <dl>
              @for (entry of group.keys; track entry[0]) {
                <div class="entry">
                  <dt>{{ entry[0] }}</dt>
                  <dd>
                    @for (key of entry.slice(1); track $index) {
                      <kbd>{{ key }}</kbd>
                    }
                  </dd>
                </div>
              }
            </dl>
          </section>
        }
      </div>
    </mat-dialog-content>
  `,
  styleUrl: './shortcuts-sheet.css',
})
export class ShortcutsSheet {
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly guide = KEY_GUIDE;
}
