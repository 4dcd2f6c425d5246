import { Component, computed, ElementRef, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatIcu, JobEvents, StateIcon } from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { injectKeptFocus } from '../keys/kept-focus';
import { Acknowledging } from './acknowledging';
import { injectAnomalyRows } from './anomaly-row';

/** Cards drawn; the rest on request. */
const STEP = 50;

/** Anomalies one below the other, for a phone. The first open one can be acknowledged where it stands. */
@Component({
  selector: 'app-anomaly-cards',
  imports: [RouterLink, StateIcon],
  template: `
    <ul class="cards">
      @for (card of rows(); track card.position; let isFirst = $first) {
        @let hasActions = isFirst && card.isOpen;
        <li class="card" [class.first]="hasActions" [class.seen]="!card.isOpen">
          <a
            class="link"
            routerLink="."
            queryParamsHandling="merge"
            [id]="'anomaly-' + card.position"
            [queryParams]="{ anomaly: card.position }"
          >
            <span class="top">
              <span class="severity"><jw-state-icon [state]="card.icon" />{{ card.word }}</span>
              <time [attr.datetime]="card.timestamp">{{ card.ago }}</time>
            </span>
            <span class="summary">{{ card.summary }}</span>
            <span class="where">
              {{ card.where }}
              @if (!card.isOpen) {
                · <b>{{ card.by }}{{ card.note ? ':' : '' }}</b> {{ card.note }}
              }
            </span>
          </a>
          @if (hasActions) {
            <p class="actions">
              @if (card.jobId; as jobId) {
                <a class="button" [routerLink]="['/runs', jobId]" i18n>Open the run</a>
              }
              <button
                class="button primary"
                type="button"
                [disabled]="waitReason() !== undefined"
                [attr.aria-disabled]="acknowledging.isSending(card.position) ? true : null"
                [title]="waitReason() ?? ''"
                (click)="press(card.position)"
              >
                @if (acknowledging.isSending(card.position)) {
                  <ng-container i18n>Acknowledging…</ng-container>
                } @else {
                  <ng-container i18n>Acknowledge</ng-container>
                }
              </button>
            </p>
          }
        </li>
      }
    </ul>
    @if (hidden() > 0) {
      <button class="button more" type="button" (click)="showMore()">{{ moreText() }}</button>
    }
  `,
  styleUrl: './anomaly-cards.css',
})
export class AnomalyCards {
  readonly anomalies = input.required<readonly AnomalyRecord[]>();
  readonly acknowledge = output<Position>();

  readonly #shown = signal(STEP);
  protected readonly acknowledging = inject(Acknowledging);
  protected readonly waitReason = inject(JobEvents).waitReason;
  protected readonly rows = injectAnomalyRows(() => this.anomalies().slice(0, this.#shown()));
  protected readonly hidden = computed(() => this.anomalies().length - this.rows().length);

  protected readonly moreText = computed(() =>
    formatIcu($localize`:Anomalies:{ANOMALIES, plural, other {Show {ANOMALIES} more}}`, { ANOMALIES: this.hidden() }),
  );

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    injectKeptFocus(() => host.querySelector<HTMLElement>('.link'));
  }

  /** While it is sent the button is not disabled, which would lose the focus. */
  protected press(position: Position): void {
    if (!this.acknowledging.isSending(position)) this.acknowledge.emit(position);
  }

  protected showMore(): void {
    this.#shown.update((shown) => shown + STEP);
  }
}
