import { Component, computed, inject, input, output } from '@angular/core';
import { JobEvents, StateIcon, type ApiProblem } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import { Copying } from './copying';

/** Something could not be loaded: why, what is still true, and another try. */
@Component({
  selector: 'app-load-failed',
  imports: [Glyph, StateIcon],
  template: `
    @if (problem().status === 403) {
      <app-glyph name="lock" />
    } @else {
      <jw-state-icon state="failed" />
    }
    <h2>{{ what() }}</h2>
    <p>
      {{ problem().detail }}
      @if (isWhole()) {
        <ng-container i18n>The stream is still live.</ng-container>
      }
    </p>
    <div class="buttons">
      <button class="button" type="button" (click)="again.emit()">
        <app-glyph name="retry" /><ng-container i18n>Try again</ng-container>
      </button>
      <button class="button plain" type="button" (click)="copy()" i18n="Of an error">Copy details</button>
    </div>
  `,
  host: { class: 'blank', role: 'alert' },
})
export class LoadFailed {
  /** "Runs could not be loaded". */
  readonly what = input.required<string>();
  readonly problem = input.required<ApiProblem>();
  readonly again = output();

  readonly #copying = inject(Copying);
  readonly #waitReason = inject(JobEvents).waitReason;
  /** The stream is open, and has the job server at its other end. */
  protected readonly isWhole = computed(() => this.#waitReason() === undefined);
  readonly #details = computed(() => {
    const { status, detail } = this.problem();
    return [
      this.what(),
      $localize`:Of an answer over HTTP:Status: ${status}:STATUS:`,
      detail,
      location.href,
      new Date().toISOString(),
    ].join('\n');
  });

  protected copy(): void {
    this.#copying.copy(this.#details(), $localize`Details copied.`);
  }
}
