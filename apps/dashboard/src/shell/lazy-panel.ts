import { NgComponentOutlet } from '@angular/common';
import {
  afterNextRender,
  Component,
  DOCUMENT,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  PendingTasks,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { JobEvents } from '@jobwire/angular';
import type { LazyPart } from './lazy-part';
import { LoadingShapes } from './loading-shapes';

/** The place of a panel that is loaded with the first look at it. Where that fails it says so, and tries again when asked, or when the connection is back. */
@Component({
  selector: 'app-lazy-panel',
  imports: [LoadingShapes, NgComponentOutlet],
  template: `
    @if (part().component(); as component) {
      <ng-container [ngComponentOutlet]="component" />
    } @else if (part().hasFailed()) {
      <section class="panel blank">
        @if (!part().isLoading()) {
          <p role="alert" i18n>This part of the page could not be loaded.</p>
        }
        <button class="button" type="button" (click)="loadAgain()" i18n>Try again</button>
      </section>
    } @else {
      <app-loading-shapes class="panel" i18n>Loading…</app-loading-shapes>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class LazyPanel {
  readonly part = input.required<LazyPart>();

  readonly #document = inject(DOCUMENT);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #injector = inject(Injector);
  readonly #tasks = inject(PendingTasks);

  constructor() {
    effect(() => {
      const part = this.part();
      untracked(() => void this.#tasks.run(() => part.load()));
    });
    inject(JobEvents)
      .recovered$.pipe(takeUntilDestroyed())
      .subscribe(() => void this.part().load());
  }

  protected async loadAgain(): Promise<void> {
    if (await this.part().load()) afterNextRender(() => this.#takeLostFocus(), { injector: this.#injector });
  }

  /** The button that was pressed has gone. */
  #takeLostFocus(): void {
    const { activeElement, body } = this.#document;
    if (activeElement !== body) return;
    const first = this.#element.querySelector<HTMLElement>('a, button, input, [tabindex="0"]');
    (first ?? this.#element.closest('main'))?.focus({ preventScroll: true });
  }
}
