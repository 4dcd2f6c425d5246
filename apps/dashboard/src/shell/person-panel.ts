import { CdkTrapFocus } from '@angular/cdk/a11y';
import { Component, output } from '@angular/core';
import { PersonField } from './person-field';

/** Who sits here: a short cut to one of the settings. */
@Component({
  selector: 'app-person-panel',
  imports: [CdkTrapFocus, PersonField],
  template: `
    <section class="content" role="dialog" aria-labelledby="person-title" cdkTrapFocus cdkTrapFocusAutoCapture>
      <h2 class="panel-title" id="person-title" i18n>Who are you?</h2>
      <form (submit)="$event.preventDefault(); closed.emit()">
        <app-person-field />
        <p class="kept" i18n="Settings">Kept in this browser.</p>
        <button class="button" i18n>Close</button>
      </form>
    </section>
  `,
  styles: `
    .content,
    form {
      display: grid;
      gap: 12px;
    }
    .content {
      width: 280px;
      max-width: calc(100vw - 24px);
      padding: 14px 16px;
      border: 1px solid var(--jw-line);
      border-radius: 8px;
      background: var(--jw-raised);
      box-shadow: var(--jw-shadow);
    }
    .kept {
      color: var(--jw-text3);
      font-size: 12px;
    }
    .button {
      justify-self: end;
    }
  `,
})
export class PersonPanel {
  readonly closed = output();
}
