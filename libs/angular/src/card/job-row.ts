import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, input, type TemplateRef } from '@angular/core';
import { StateIcon } from '../icon/state-icon';
import { injectJobView } from '../jobs/job-view';
import type { ServerJob } from '../jobs/live-snapshot';
import { JobTriggerButton } from '../trigger/job-trigger-button';
import type { JobActionContext } from './job-action';
import { jobDetail } from './job-detail';

/** A job in the card of its server. Only the row whose job has changed is drawn anew. */
@Component({
  selector: 'jw-job-row',
  imports: [JobTriggerButton, NgTemplateOutlet, StateIcon],
  templateUrl: './job-row.html',
  styleUrl: './job-row.css',
  host: {
    '[class.offline]': '!online()',
    '[class.just-failed]': 'view.hasJustFailed()',
    '[class.slow]': 'view.shown().slow !== undefined',
    '[attr.data-tone]': 'view.shown().tone',
  },
})
export class JobRow {
  readonly job = input.required<ServerJob>();
  readonly serverId = input.required<number>();
  readonly serverName = input.required<string>();
  readonly online = input(true);
  /** When it was last known to be true; `undefined` while it is live. */
  readonly asOf = input<number | undefined>();
  readonly readOnly = input(false);
  readonly timeZone = input<string | undefined>();
  readonly action = input<TemplateRef<JobActionContext> | undefined>();

  protected readonly status = computed(() => this.job().status());
  protected readonly view = injectJobView(() => ({
    status: this.status(),
    online: this.online(),
    asOf: this.asOf(),
    timeZone: this.timeZone(),
  }));
  protected readonly detail = computed(() => jobDetail(this.view.shown(), this.view.status()));
  protected readonly offlineReason = computed(() =>
    this.online() ? undefined : $localize`${this.serverName()}:SERVER: is offline.`,
  );
  protected readonly actionContext = computed<JobActionContext>(() => ({
    $implicit: this.status(),
    serverId: this.serverId(),
  }));
}
