import { Component, inject } from '@angular/core';
import { Person } from './person';

/** Asks who sits here. What is typed holds at once. */
@Component({
  selector: 'app-person-field',
  template: `
    <label for="person-name" i18n>Your name</label>
    <input
      #name
      id="person-name"
      class="text-field"
      type="text"
      autocomplete="name"
      maxlength="200"
      aria-describedby="person-name-more"
      [value]="person.name()"
      (input)="person.call(name.value)"
    />
    <p class="secondary" id="person-name-more" i18n="A person's name">
      Others see it with what you run, cancel and acknowledge.
    </p>
  `,
  styles: `
    label {
      display: block;
      padding: 0 0 4px;
      color: var(--jw-text2);
      font-size: 12px;
      line-height: 16px;
    }
    .text-field {
      width: 100%;
      margin-bottom: 4px;
    }
  `,
})
export class PersonField {
  protected readonly person = inject(Person);
}
