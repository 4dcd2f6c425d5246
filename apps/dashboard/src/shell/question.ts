import { A11yModule } from '@angular/cdk/a11y';
import {
  afterNextRender,
  booleanAttribute,
  Component,
  DestroyRef,
  DOCUMENT,
  type ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';

/** Asks before something is done; its content says what becomes of it. What cannot be undone has the focus on no. */
@Component({
  selector: 'app-question',
  imports: [A11yModule],
  template: `
    <div
      class="question"
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      cdkTrapFocus
      (keydown.escape)="$event.stopPropagation(); kept.emit()"
    >
      <h2 class="panel-title" id="question-title">{{ title() }}</h2>
      <p id="question-text"><ng-content /></p>
      <div class="buttons">
        <button class="button" type="button" #no (click)="kept.emit()" i18n>Keep as is</button>
        <button
          class="button"
          type="button"
          #yes
          [class.danger]="isFinal()"
          [class.primary]="!isFinal()"
          (click)="confirmed.emit()"
        >
          {{ action() }}
        </button>
      </div>
    </div>
  `,
  styles: `
    .question {
      max-width: min(340px, calc(100vw - 24px));
      padding: 14px 16px;
      border: 1px solid var(--jw-line);
      border-radius: 8px;
      background: var(--jw-raised);
      box-shadow: var(--jw-shadow);
      color: var(--jw-text);
    }
    p {
      margin: 4px 0 12px;
      color: var(--jw-text2);
      overflow-wrap: anywhere;
    }
    .buttons {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 8px;
    }
  `,
})
export class Question {
  readonly title = input.required<string>();
  readonly action = input.required<string>();
  readonly isFinal = input(false, { transform: booleanAttribute });
  readonly kept = output();
  readonly confirmed = output();

  protected readonly no = viewChild.required<ElementRef<HTMLElement>>('no');
  protected readonly yes = viewChild.required<ElementRef<HTMLElement>>('yes');

  constructor() {
    const { activeElement } = inject(DOCUMENT);
    afterNextRender(() => (this.isFinal() ? this.no() : this.yes()).nativeElement.focus());
    inject(DestroyRef).onDestroy(() => (activeElement as HTMLElement | null)?.focus());
  }
}
