import { Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { injectNow, StateIcon } from '@jobwire/angular';
import { Appearance } from '../shell';
import { DELAY_UNIT_WORDS, DELAY_UNITS, readDelay, type DelayUnit } from './delay';
import { formatMinute } from './moment';

let count = 0;

/** When a run starts: at once, or after a time. */
@Component({
  selector: 'app-start-field',
  imports: [StateIcon],
  template: `
    <fieldset class="when">
      <legend class="legend" i18n="When a run begins">Start</legend>
      <div class="segments">
        <label class="segment" [class.chosen]="!isLater()"
          ><input
            class="visually-hidden"
            type="radio"
            name="start"
            [checked]="!isLater()"
            (change)="isLater.set(false)"
          /><ng-container i18n="When a run begins">Now</ng-container></label
        >
        <label class="segment" [class.chosen]="isLater()"
          ><input
            class="visually-hidden"
            type="radio"
            name="start"
            [checked]="isLater()"
            (change)="isLater.set(true)"
          /><ng-container i18n="When a run begins">Later</ng-container></label
        >
      </div>
      @if (isLater()) {
        <label class="after" [for]="id" i18n="A run begins after a time">after</label>
        <input
          #amount
          class="text-field amount"
          [id]="id"
          [attr.inputmode]="'decimal'"
          autocomplete="off"
          [attr.aria-describedby]="id + '-hint'"
          [class.wrong]="problem()"
          [attr.aria-invalid]="problem() ? true : null"
          [value]="text()"
          (input)="text.set(amount.value)"
          (blur)="isSeen.set(true)"
        />
        <select #unit class="text-field" aria-label="Unit" i18n-aria-label (change)="unitOf.set($any(unit.value))">
          @for (option of units; track option) {
            <option [value]="option" [selected]="option === unitOf()">{{ words[option] }}</option>
          }
        </select>
      }
    </fieldset>
    @if (isLater()) {
      <p class="hint" [id]="id + '-hint'">
        @if (problem(); as wrong) {
          <span class="problem"><jw-state-icon state="failed" />{{ wrong }}</span>
        } @else if (at(); as moment) {
          <ng-container i18n="A run"
            >Starts about {{ moment }}. It is queued until then, and can be cancelled.</ng-container
          >
        }
      </p>
    }
  `,
  styleUrls: ['./run-form.css', './start-field.css'],
})
export class StartField {
  readonly #now = injectNow();
  readonly #timeZone = inject(Appearance).timeZone;
  protected readonly amount = viewChild<ElementRef<HTMLInputElement>>('amount');
  protected readonly id = `run-delay-${++count}`;
  protected readonly units = DELAY_UNITS;
  protected readonly words = DELAY_UNIT_WORDS;
  protected readonly isLater = signal(false);
  protected readonly text = signal('5');
  protected readonly unitOf = signal<DelayUnit>('minutes');
  /** What is wrong shows once somebody has tried, or has left the field. */
  protected readonly isSeen = signal(false);
  readonly #read = computed(() => readDelay(this.text(), this.unitOf()));
  protected readonly problem = computed(() => (this.isSeen() ? this.#read().problem : undefined));
  protected readonly at = computed(() => {
    const { delayMs } = this.#read();
    return delayMs === undefined ? undefined : formatMinute(this.#now() + delayMs, this.#timeZone());
  });

  /** `undefined` where what was typed is wrong: it says so then, and has the focus. */
  read(): { readonly delayMs?: number } | undefined {
    if (!this.isLater()) return {};
    const { delayMs } = this.#read();
    if (delayMs !== undefined) return { delayMs };
    this.isSeen.set(true);
    this.amount()?.nativeElement.focus();
    return undefined;
  }
}
