import { Component, computed, inject, input, output } from '@angular/core';
import { JobEvents, StateIcon, type ApiProblem } from '@jobwire/angular';
import { Copying } from '../shell/copying';

/** The list could not be loaded: why, what is still true, and another try. */
@Component({
  selector: 'app-runs-failed',
  imports: [StateIcon],
  template: `
    <jw-state-icon state="failed" />
    <h2>Runs could not be loaded</h2>
    <p>{{ problem().detail }} {{ isLive() ? 'The stream is still live.' : '' }}</p>
    <div class="buttons">
      <button class="button" type="button" (click)="again.emit()">Try again</button>
      <button class="button plain" type="button" (click)="copy()">Copy details</button>
    </div>
  `,
  styleUrl: './runs-state.css',
  host: { role: 'alert' },
})
export class RunsFailed {
  readonly problem = input.required<ApiProblem>();
  readonly again = output();

  readonly #copying = inject(Copying);
  protected readonly isLive = inject(JobEvents).isLive;
  readonly #details = computed(() => {
    const { status, detail } = this.problem();
    return ['Runs could not be loaded', `Status: ${status}`, detail, location.href, new Date().toISOString()].join(
      '\n',
    );
  });

  protected copy(): void {
    this.#copying.copy(this.#details(), 'Details copied.');
  }
}
