import { Component, computed, inject, input, output } from '@angular/core';
import { JobEvents, StateIcon, type ApiProblem } from '@jobwire/angular';
import { Copying } from '../shell/copying';

/** The list could not be loaded: why, what is still true, and another try. */
@Component({
  selector: 'app-runs-failed',
  imports: [StateIcon],
  template: `
    <jw-state-icon state="failed" />
    <h2 i18n>Runs could not be loaded</h2>
    <p>
      {{ problem().detail }}
      @if (isWhole()) {
        <ng-container i18n>The stream is still live.</ng-container>
      }
    </p>
    <div class="buttons">
      <button class="button" type="button" (click)="again.emit()" i18n>Try again</button>
      <button class="button plain" type="button" (click)="copy()" i18n="Of an error">Copy details</button>
    </div>
  `,
  styleUrl: './runs-state.css',
  host: { role: 'alert' },
})
export class RunsFailed {
  readonly problem = input.required<ApiProblem>();
  readonly again = output();

  readonly #copying = inject(Copying);
  readonly #waitReason = inject(JobEvents).waitReason;
  /** The stream is open, and has the job server at its other end. */
  protected readonly isWhole = computed(() => this.#waitReason() === undefined);
  readonly #details = computed(() => {
    const { status, detail } = this.problem();
    return [
      $localize`Runs could not be loaded`,
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
