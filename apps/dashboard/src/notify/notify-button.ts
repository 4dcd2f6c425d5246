import { Component, computed, inject, input } from '@angular/core';
import { Glyph } from '../glyph/glyph';
import { RunNotifications } from './run-notifications';

/** Says when a run ends, also to who looks elsewhere. */
@Component({
  selector: 'app-notify-button',
  imports: [Glyph],
  template: `
    <button class="button" type="button" [attr.aria-pressed]="isFollowed()" (click)="toggle()">
      <app-glyph name="bell" />
      @if (isFollowed()) {
        <ng-container i18n="When a run ends">You will be told</ng-container>
      } @else {
        <ng-container i18n>Notify me</ng-container>
      }
    </button>
  `,
  styles: `
    [aria-pressed='true'] {
      border-color: var(--jw-accent);
      background: var(--jw-accent-c);
      color: var(--jw-on-accent-c);
    }
  `,
})
export class NotifyButton {
  readonly jobId = input.required<string>();

  readonly #notifications = inject(RunNotifications);
  protected readonly isFollowed = computed(() => this.#notifications.followed().has(this.jobId()));

  protected toggle(): void {
    if (this.isFollowed()) this.#notifications.unfollow(this.jobId());
    else void this.#notifications.follow(this.jobId());
  }
}
