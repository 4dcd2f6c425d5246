import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
  type Signal,
  viewChild,
} from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { formatIcu, StateIcon } from '@jobwire/angular';
import type { JobInfo } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { fieldsOf, readInput, type InputField, type RunInput } from './input-field';
import { OwnJobs } from './own-jobs';
import { RunLaunches, type Launched, type Place } from './run-launches';
import { RunResults } from './run-results';
import { ServerChoice } from './server-choice';
import { StartField } from './start-field';
import { readWritten, toTyped } from './typed-input';

let count = 0;

type Filling = { readonly run: string } | { readonly moment: string };

export interface RunDialogData {
  readonly job: JobInfo;
  readonly server: Place;
  /** Retry: in place of a run that has ended. */
  readonly verb: 'Run' | 'Retry';
  /** Where and when it is run can be chosen too. */
  readonly canChoose?: true;
  /** What the form is filled in with, and what that is: the input of a run, or the last one, with its time. */
  readonly filled?: { readonly input: RunInput; readonly from: Filling };
}

/** What somebody wants to be run. */
export interface RunAnswer {
  readonly input: RunInput;
  /** They want to be told when it is done. */
  readonly wantsNotice: boolean;
  /** How long it is put off, in milliseconds. Absent where it is not. */
  readonly delayMs?: number;
}

/**
 * Asks for the input of a job, by a form that its JSON Schema gives. Closes with the answer, with nothing to leave it. Where it
 * is to be run elsewhere, or on several servers, it sends that itself and says what came of it.
 */
@Component({
  selector: 'app-run-dialog',
  imports: [
    Glyph,
    MatCheckbox,
    MatDialogActions,
    MatDialogContent,
    MatDialogTitle,
    RunResults,
    ServerChoice,
    StartField,
    StateIcon,
  ],
  templateUrl: './run-dialog.html',
  styleUrls: ['./run-form.css', './run-dialog.css'],
})
export class RunDialog {
  protected readonly data = inject<RunDialogData>(MAT_DIALOG_DATA);
  readonly #dialog = inject<MatDialogRef<RunDialog, RunAnswer>>(MatDialogRef);
  readonly #launches = inject(RunLaunches);
  readonly #ownJobs = inject(OwnJobs);
  readonly #injector = inject(Injector);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly start = viewChild(StartField);
  protected readonly choice = viewChild(ServerChoice);
  protected readonly closing = viewChild.required<ElementRef<HTMLElement>>('closing');

  /** What the ids of its fields begin with. */
  protected readonly id = `run-${++count}-`;
  protected readonly words = wordsOf(this.data);
  /** Where it can be run. */
  protected readonly servers = computed(() =>
    this.data.canChoose ? this.#ownJobs.serversOf(this.data.job.jobName) : [],
  );
  protected readonly chosen = signal<ReadonlySet<number>>(new Set([this.data.server.serverId]));
  readonly #places = computed<readonly Place[]>(() => this.choice()?.places() ?? [this.data.server]);
  protected readonly submitWord = computed(() => submitWordOf(this.data.verb, this.#places()));
  /** What came of it, where it was sent from here. */
  protected readonly launched = signal<
    { readonly results: Signal<readonly Launched[]>; readonly isLater: boolean } | undefined
  >(undefined);
  protected readonly fields = fieldsOf(this.data.job.input);
  /** What was there before, as it is typed in; `undefined` where that is what the job's defaults say. */
  readonly #filling = this.#usefulFilling();
  protected readonly typed = signal<RunInput>(this.#filling ?? {});
  protected readonly isFilled = signal(this.#filling !== undefined);
  protected readonly canFill = this.#filling !== undefined;
  protected readonly canBeJson = this.fields.length > 0 && !this.fields.some(({ isSecret }) => isSecret);
  /** The input as JSON, while it is written so. */
  protected readonly json = signal<string | undefined>(undefined);
  protected readonly jsonProblem = signal<string | undefined>(undefined);
  protected readonly wantsNotice = signal(false);
  /** Problems show once somebody has tried, or has left the field. */
  readonly #seen = signal<ReadonlySet<string>>(new Set());
  readonly #read = computed(() => readInput(this.fields, this.typed()));

  protected valueOf({ name, initial }: InputField): unknown {
    return this.typed()[name] ?? initial ?? '';
  }

  protected isChosen(field: InputField, choice: unknown): boolean {
    return String(this.valueOf(field)) === String(choice);
  }

  protected type(name: string, value: unknown): void {
    this.typed.update((typed) => ({ ...typed, [name]: value }));
  }

  protected leave(name: string): void {
    this.#seen.update((seen) => new Set([...seen, name]));
  }

  protected problemOf(name: string): string | undefined {
    return this.#seen().has(name) ? this.#read().problems[name] : undefined;
  }

  /** Between what was there before and the defaults of the job. */
  protected refill(): void {
    this.isFilled.update((isFilled) => !isFilled);
    this.typed.set((this.isFilled() ? this.#filling : undefined) ?? {});
    this.#seen.set(new Set());
    if (this.json() !== undefined) this.write(this.#toJson());
  }

  protected write(text: string): void {
    this.json.set(text);
    this.jsonProblem.set(undefined);
  }

  /** Between the form and the JSON. */
  protected turn(): void {
    if (this.json() === undefined) return this.write(this.#toJson());
    const input = this.#readJson({ isClosed: true });
    if (!input) return;
    this.typed.set(toTyped(this.fields, input));
    this.json.set(undefined);
  }

  protected run(event: Event): void {
    event.preventDefault();
    const isClosed = this.data.job.input['additionalProperties'] === false;
    const places = this.#places();
    if (places.length === 0) return this.choice()?.refuse();
    const input = this.json() === undefined ? this.#readForm() : this.#readJson({ isClosed });
    const start = input && (this.start() ? this.start()?.read() : {});
    if (!input || !start) return;
    const answer = { input, wantsNotice: this.wantsNotice(), ...start };
    const isHere = places.length === 1 && places[0]?.serverId === this.data.server.serverId;
    if (isHere) return this.#dialog.close(answer);
    this.launched.set({
      results: this.#launches.send(this.data.job, places, answer),
      isLater: answer.delayMs !== undefined,
    });
    // What had the focus goes with the form. Where it is part of a page, that page says what is next.
    if (!this.#host.closest('[role=dialog]')) return;
    afterNextRender(() => this.closing().nativeElement.focus(), { injector: this.#injector });
  }

  protected close(): void {
    this.#dialog.close();
  }

  #toJson(): string {
    return JSON.stringify(this.#read().input, undefined, 2);
  }

  #readForm(): RunInput | undefined {
    const { input, problems } = this.#read();
    const wrong = this.fields.find(({ name }) => problems[name] !== undefined);
    if (!wrong) return input;
    this.#seen.set(new Set(this.fields.map(({ name }) => name)));
    document.getElementById(this.id + wrong.name)?.focus();
    return undefined;
  }

  #readJson(how: { readonly isClosed: boolean }): RunInput | undefined {
    const { input, problem } = readWritten(this.fields, this.json() ?? '', how);
    this.jsonProblem.set(problem);
    if (problem !== undefined) document.getElementById(`${this.id}json`)?.focus();
    return input;
  }

  #usefulFilling(): RunInput | undefined {
    const typed = toTyped(this.fields, this.data.filled?.input ?? {});
    const [filled, byDefault] = [typed, {}].map((given) => JSON.stringify(readInput(this.fields, given).input));
    return filled === byDefault ? undefined : typed;
  }
}

function submitWordOf(verb: RunDialogData['verb'], places: readonly Place[]): string {
  const [first] = places;
  if (places.length === 1 && first) {
    return verb === 'Run'
      ? $localize`:Verb:Run on ${first.name}:SERVER:`
      : $localize`:Verb:Retry on ${first.name}:SERVER:`;
  }
  return formatIcu($localize`:Verb:{SERVERS, plural, other {Run on {SERVERS} servers}}`, { SERVERS: places.length });
}

function wordsOf({ job: { jobName: job }, verb, filled }: RunDialogData) {
  const isRun = verb === 'Run';
  return {
    title: isRun ? $localize`Run ${job}:JOB:` : $localize`Retry ${job}:JOB:`,
    ...(filled ? fillingWords(filled.from) : { filled: '', useFilling: '' }),
    useDefaults: $localize`Use the defaults`,
    asJson: $localize`Edit as JSON`,
    asForm: $localize`Edit in the form`,
  };
}

function fillingWords(from: Filling): { readonly filled: string; readonly useFilling: string } {
  if ('run' in from) {
    return {
      filled: $localize`This is the input of ${from.run}:RUN:.`,
      useFilling: $localize`Use the input of ${from.run}:RUN:`,
    };
  }
  return {
    filled: $localize`This is the last input, from ${from.moment}:TIME:.`,
    useFilling: $localize`Use the last input, from ${from.moment}:TIME:`,
  };
}
