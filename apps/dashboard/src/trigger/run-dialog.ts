import { Component, computed, inject, signal } from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { StateIcon } from '@jobwire/angular';
import type { JobInfo } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { fieldsOf, readInput } from './input-field';

export interface RunDialogData {
  readonly job: JobInfo;
  readonly serverName: string;
}

export type RunInput = Readonly<Record<string, unknown>>;

/** Asks for the input of a job, by a form that its JSON Schema gives. Closes with the input, with nothing to leave it. */
@Component({
  selector: 'app-run-dialog',
  imports: [Glyph, MatCheckbox, MatDialogActions, MatDialogContent, MatDialogTitle, StateIcon],
  templateUrl: './run-dialog.html',
  styleUrl: './run-dialog.css',
})
export class RunDialog {
  protected readonly data = inject<RunDialogData>(MAT_DIALOG_DATA);
  readonly #dialog = inject<MatDialogRef<RunDialog, RunInput>>(MatDialogRef);

  protected readonly fields = fieldsOf(this.data.job.input);
  protected readonly typed = signal<RunInput>({});
  /** Problems show once somebody has tried, or has left the field. */
  readonly #seen = signal<ReadonlySet<string>>(new Set());
  readonly #read = computed(() => readInput(this.fields, this.typed()));

  protected type(name: string, value: unknown): void {
    this.typed.update((typed) => ({ ...typed, [name]: value }));
  }

  protected leave(name: string): void {
    this.#seen.update((seen) => new Set([...seen, name]));
  }

  protected problemOf(name: string): string | undefined {
    return this.#seen().has(name) ? this.#read().problems[name] : undefined;
  }

  protected run(event: Event): void {
    event.preventDefault();
    const { input, problems } = this.#read();
    const wrong = this.fields.find(({ name }) => problems[name] !== undefined);
    if (!wrong) return this.#dialog.close(input);
    this.#seen.set(new Set(this.fields.map(({ name }) => name)));
    document.getElementById(`run-${wrong.name}`)?.focus();
  }

  protected close(): void {
    this.#dialog.close();
  }
}
