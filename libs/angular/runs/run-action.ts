import { Directive, inject, TemplateRef } from '@angular/core';
import type { JobRun } from '@jobwire/events';

/** What a template for a run's action is given. */
export interface RunActionContext {
  readonly $implicit: JobRun;
}

/**
 * Stands at the end of a table's rows, e.g. a button that opens a menu; the key `.` presses it:
 * `<ng-template jwRunAction let-run>...</ng-template>`. Give it `tabindex="-1"`: the table is one tab stop.
 */
@Directive({ selector: 'ng-template[jwRunAction]' })
export class RunAction {
  readonly template = inject<TemplateRef<RunActionContext>>(TemplateRef);

  static ngTemplateContextGuard(_action: RunAction, _context: unknown): _context is RunActionContext {
    return true;
  }
}
