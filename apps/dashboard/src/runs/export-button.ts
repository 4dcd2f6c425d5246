import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { formatCount, formatIcu, JobsApi, type ApiProblem } from '@jobwire/angular';
import { tap, type Subscription } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { Notices } from '../shell';
import { saveFile } from '../shell/save-file';
import { collectRuns } from './collect-runs';
import { RunsFile, type ExportFormat } from './export-runs';
import type { RunListQuery } from './run-matcher';

/** Saves what the list shows as a file; while it is collected it says how far it is, and can be stopped. */
@Component({
  selector: 'app-export-button',
  imports: [Glyph, MatMenuModule],
  template: `
    @if (progress(); as text) {
      <button class="button" type="button" (click)="stop()">
        <ng-container i18n="What goes on can be stopped">{{ text }} · Stop</ng-container>
      </button>
    } @else {
      <button class="button" type="button" [disabled]="query() === undefined" [matMenuTriggerFor]="menu">
        <app-glyph name="download" />
        <span class="word" i18n="Verb">Export</span>
      </button>
    }
    <mat-menu #menu="matMenu" xPosition="before">
      <button mat-menu-item (click)="save('csv')" i18n>CSV, for spreadsheets</button>
      <button mat-menu-item (click)="save('json')" i18n>JSON, with all fields</button>
    </mat-menu>
  `,
  styles: ``,
})
export class ExportButton {
  readonly query = input.required<RunListQuery | undefined>();

  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  readonly #notices = inject(Notices);
  protected readonly progress = signal('');
  #collecting: Subscription | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#collecting?.unsubscribe());
  }

  protected save(format: ExportFormat): void {
    const query = this.query();
    if (!query) return;
    const file = new RunsFile(format, (serverId) => this.#fleet.nameOf(serverId));
    this.progress.set($localize`Exporting…`);
    // What begins while it is collected would shift the pages.
    const fixed = { ...query, to: query.to ?? Date.now() };
    this.#collecting = collectRuns(this.#api, fixed)
      .pipe(tap((runs) => file.add(runs)))
      .subscribe({
        next: () => this.progress.set($localize`:Runs so far:Exporting, ${formatCount(file.count)}:COUNT:`),
        error: (problem: ApiProblem) => {
          this.progress.set('');
          this.#notices.problem($localize`Not exported`, problem);
        },
        complete: () => {
          this.progress.set('');
          const moment = new Date().toISOString().slice(0, 16).replace(':', '');
          saveFile(`runs-${moment}.${format}`, file.toBlob());
          const done = $localize`{RUNS, plural, =1 {1 run exported.} other {{RUNS} runs exported.}}`;
          this.#notices.say(formatIcu(done, { RUNS: file.count }));
        },
      });
  }

  protected stop(): void {
    this.#collecting?.unsubscribe();
    this.progress.set('');
  }
}
