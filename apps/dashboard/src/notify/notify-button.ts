import { Component, computed, inject, input } from '@angular/core';
import { RunNotifications } from './run-notifications';

/** Says when a run ends, also to who looks elsewhere. */
@Component({
  selector: 'app-notify-button',
  template: `
    <button class="button" type="button" [attr.aria-pressed]="isFollowed()" (click)="toggle()">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17h3" />
      </svg>
      {{ isFollowed() ? 'You will be told' : 'Notify me' }}
    </button>
  `,
  styles: `
    svg {
      width: 16px;
      height: 16px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
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
