import { Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router } from '@angular/router';
import { JobEvents, JobsApi } from '@jobwire/angular';
import { writeQueryValue, type JobStatus, type ServerInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { Notices, Person } from '../shell';
import { Fleet } from '../fleet/fleet';
import { RunNotifications } from '../notify/run-notifications';
import { Copying } from '../shell/copying';
import { RunStarter } from '../trigger/run-starter';

interface CellAction {
  readonly word: string;
  readonly do: () => unknown;
  /** Why it cannot be had. */
  readonly refusal?: string | undefined;
}

/** What can be done with a job on a server. */
@Component({
  selector: 'app-board-cell-menu',
  imports: [MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger],
  template: `
    <button
      class="more"
      type="button"
      tabindex="-1"
      [attr.aria-label]="label()"
      [matMenuTriggerFor]="menu"
      [matMenuTriggerRestoreFocus]="false"
      (menuOpened)="isOpen.set(true)"
      (menuClosed)="close()"
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="4.5" r="1.4" />
        <circle cx="10" cy="10" r="1.4" />
        <circle cx="10" cy="15.5" r="1.4" />
      </svg>
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      <ng-template matMenuContent>
        @for (action of actions(); track action.word) {
          <button
            mat-menu-item
            [disabled]="action.refusal !== undefined"
            [title]="action.refusal ?? ''"
            (click)="action.do()"
          >
            {{ action.word }}
          </button>
        }
      </ng-template>
    </mat-menu>
  `,
  styles: `
    .more {
      display: grid;
      place-items: center;
      width: 24px;
      height: 24px;
      padding: 0;
      border: 1px solid var(--jw-line2);
      border-radius: 6px;
      background: var(--jw-surface);
      color: var(--jw-text2);
      cursor: pointer;
    }
    .more:hover {
      border-color: var(--jw-outline);
      color: var(--jw-text);
    }
    svg {
      width: 16px;
      height: 16px;
      fill: currentcolor;
    }
    @media (pointer: coarse) {
      .more {
        width: 44px;
        height: 100%;
        border: 0;
        background: none;
      }
    }
  `,
})
export class BoardCellMenu {
  readonly status = input.required<JobStatus>();
  readonly server = input.required<ServerInfo>();
  readonly isOpen = signal(false);
  /** The focus is free: it goes back to the cell. */
  readonly closed = output();

  readonly #api = inject(JobsApi);
  readonly #copying = inject(Copying);
  readonly #events = inject(JobEvents);
  readonly #fleet = inject(Fleet);
  readonly #notices = inject(Notices);
  readonly #notifications = inject(RunNotifications);
  readonly #person = inject(Person);
  readonly #router = inject(Router);
  readonly #starter = inject(RunStarter);

  protected readonly label = computed(
    () => $localize`Actions of ${this.status().jobName}:JOB: on ${this.server().name}:SERVER:`,
  );
  protected readonly trigger = viewChild.required(MatMenuTrigger);
  protected readonly actions = computed<readonly CellAction[]>(() => {
    const { jobName, jobId, state } = this.status();
    const isActive = state === 'running' || state === 'queued';
    const run: CellAction = { word: $localize`Run this job …`, do: () => this.#starter.start(jobName, this.server()) };
    const wait = this.#fleet.offlineReason(this.server().serverId) ?? this.#events.waitReason();
    const orders = isActive ? this.#ordersOfActive(this.status()) : [run, ...this.#ordersOfEnded(this.status())];
    return [
      ...orders.map((action) => ({ ...action, refusal: action.refusal ?? wait })),
      ...(jobId === undefined ? [] : this.#waysTo(jobId, { isActive })),
      { word: $localize`:Of a job:Show its runs`, do: () => this.#showRuns() },
    ];
  });

  open(): void {
    this.trigger().openMenu();
  }

  protected close(): void {
    this.isOpen.set(false);
    this.closed.emit();
  }

  #ordersOfActive({ jobId, cancelRequested }: JobStatus): readonly CellAction[] {
    if (jobId === undefined) return [];
    const refusal = cancelRequested ? $localize`It was asked to stop.` : undefined;
    const by = this.#person.by();
    return [
      {
        word: $localize`:Cancel a run|Verb:Cancel`,
        refusal,
        do: () => this.#order($localize`Not cancelled`, this.#api.cancel(jobId, { by })),
      },
    ];
  }

  #ordersOfEnded({ jobId }: JobStatus): readonly CellAction[] {
    if (jobId === undefined) return [];
    const by = this.#person.by();
    return [
      {
        word: $localize`:Verb:Retry`,
        do: () => this.#order($localize`Not started again`, this.#api.retry(jobId, { by })),
      },
    ];
  }

  #waysTo(jobId: string, { isActive }: { readonly isActive: boolean }): readonly CellAction[] {
    const isFollowed = this.#notifications.followed().has(jobId);
    const follow = isFollowed
      ? { word: $localize`Do not notify me`, do: () => this.#notifications.unfollow(jobId) }
      : { word: $localize`Notify me`, do: () => this.#notifications.follow(jobId) };
    return [
      ...(isActive ? [follow] : []),
      { word: $localize`Open newest run`, do: () => this.#router.navigate(['/runs', jobId]) },
      { word: $localize`Copy run id`, do: () => this.#copying.copy(jobId, $localize`${jobId}:TEXT: copied.`) },
    ];
  }

  #showRuns(): Promise<boolean> {
    const q = `job:${writeQueryValue(this.status().jobName)} server:${writeQueryValue(this.server().name)}`;
    return this.#router.navigate(['/runs'], { queryParams: { q } });
  }

  async #order(refusal: string, request: ReturnType<JobsApi['cancel']>): Promise<void> {
    try {
      await firstValueFrom(request);
    } catch (error) {
      // An ApiProblem, which says what to do.
      this.#notices.problem(refusal, error);
    }
  }
}
