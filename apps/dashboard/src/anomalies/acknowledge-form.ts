import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { JobEvents, type ApiProblem } from '@jobwire/angular';
import type { AnomalyRecord } from '@jobwire/events';
import { Acknowledging, type Acknowledged } from './acknowledging';
import { Person } from '../shell';

/** Says what is known about an anomaly, and that it is seen to. */
@Component({
  selector: 'app-acknowledge-form',
  imports: [RouterLink],
  templateUrl: './acknowledge-form.html',
  styleUrl: './acknowledge-form.css',
})
export class AcknowledgeForm {
  readonly anomaly = input.required<AnomalyRecord>();
  readonly done = output<Acknowledged>();

  readonly #acknowledging = inject(Acknowledging);
  readonly #injector = inject(Injector);
  protected readonly nameField = viewChild<ElementRef<HTMLInputElement>>('name');
  protected readonly person = inject(Person);
  protected readonly waitReason = inject(JobEvents).waitReason;
  protected readonly isNaming = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly isSending = computed(() => this.#acknowledging.isSending(this.anomaly().position));
  protected readonly draft = computed(() => this.#acknowledging.drafts.get(this.anomaly().position) ?? '');

  protected write(note: string): void {
    this.#acknowledging.drafts.set(this.anomaly().position, note);
  }

  /** Asks for another name. */
  protected rename(): void {
    this.isNaming.set(true);
    afterNextRender(() => this.nameField()?.nativeElement.focus(), { injector: this.#injector });
  }

  protected call(name: string): void {
    // What is being typed into stays, also when it is a name by now.
    this.isNaming.set(true);
    this.person.call(name);
  }

  protected async send(event?: Event): Promise<void> {
    event?.preventDefault();
    const { position } = this.anomaly();
    if (this.isSending() || this.waitReason() !== undefined) return;
    this.problem.set(undefined);
    try {
      this.done.emit(await this.#acknowledging.acknowledge(position, this.#acknowledging.drafts.get(position)));
    } catch (error) {
      // An ApiProblem: the note stays for the next try.
      this.problem.set(error as ApiProblem);
    }
  }
}
