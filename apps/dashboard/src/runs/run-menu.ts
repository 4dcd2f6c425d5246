import { Component, input, output, viewChild } from '@angular/core';
import { MatMenu, MatMenuModule } from '@angular/material/menu';
import type { JobRun } from '@jobwire/events';

const RUN_COMMANDS = ['open', 'retry', 'cancel', 'copy', 'job'] as const;
export type RunCommand = (typeof RUN_COMMANDS)[number];

const WORDS: Readonly<Record<RunCommand, string>> = {
  open: $localize`:Verb:Open`,
  retry: $localize`:Verb:Retry`,
  cancel: $localize`:Cancel a run|Verb:Cancel`,
  copy: $localize`Copy run id`,
  job: $localize`Show this job's runs`,
};

/** What can be done with a run: one menu for all rows, which give it their `run`. */
@Component({
  selector: 'app-run-menu',
  imports: [MatMenuModule],
  template: `
    <mat-menu xPosition="before">
      <ng-template matMenuContent let-run="run">
        @for (command of commands; track command) {
          @let reason = refusal()(command, run);
          <button
            mat-menu-item
            [class.refused]="reason !== undefined"
            [attr.aria-disabled]="reason !== undefined"
            [title]="reason ?? ''"
            (click)="choose(command, run, reason, $event)"
          >
            {{ words[command] }}
          </button>
        }
      </ng-template>
    </mat-menu>
  `,
  styles: `
    .refused {
      color: var(--jw-text3);
    }
  `,
})
export class RunMenu {
  /** Why it cannot be done with a run, in words; `undefined` where it can. */
  readonly refusal = input.required<(command: RunCommand, run: JobRun) => string | undefined>();
  readonly chosen = output<{ readonly command: RunCommand; readonly run: JobRun }>();

  readonly panel = viewChild.required(MatMenu);
  protected readonly commands = RUN_COMMANDS;
  protected readonly words = WORDS;

  protected choose(command: RunCommand, run: JobRun, refused: string | undefined, event: Event): void {
    if (refused === undefined) this.chosen.emit({ command, run });
    else event.stopPropagation();
  }
}
