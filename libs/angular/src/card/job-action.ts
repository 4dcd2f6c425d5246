import { Directive, inject, TemplateRef } from '@angular/core';
import type { JobStatus } from '@jobwire/events';

/** What a template for a job's action is given. */
export interface JobActionContext {
  readonly $implicit: JobStatus;
  readonly serverId: number;
}

/**
 * Stands in a card's rows in place of the trigger button:
 * `<ng-template jwJobAction let-job let-serverId="serverId">...</ng-template>`.
 */
@Directive({ selector: 'ng-template[jwJobAction]' })
export class JobAction {
  readonly template = inject<TemplateRef<JobActionContext>>(TemplateRef);

  static ngTemplateContextGuard(_action: JobAction, _context: unknown): _context is JobActionContext {
    return true;
  }
}
