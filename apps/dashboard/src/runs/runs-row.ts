import { booleanAttribute, Component, computed, inject, input, output } from '@angular/core';
import { type MatMenu, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { injectNow, JobEvents, StateIcon } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { shortId } from '../run/run-facts';
import type { Column } from './columns';
import { describeBy, describeRun, describeStart } from './describe-run';
import type { RunRow } from './run-row';

/** A run in the table. It follows its run, and the clock while the run goes on. */
@Component({
  selector: 'app-runs-row',
  imports: [MatMenuTrigger, RouterLink, StateIcon],
  templateUrl: './runs-row.html',
  styleUrls: ['./runs-row.css', './tick.css'],
  host: {
    role: 'row',
    '[id]': "'run-' + row().jobId",
    '[class.narrow]': 'narrow()',
    '[class.selected]': 'selected()',
    '[class.active]': 'active()',
    '[class.stale]': '!row().isMatching()',
    '[attr.aria-selected]': 'selected()',
    '[attr.data-tone]': 'shown().tone',
  },
})
export class RunsRow {
  readonly row = input.required<RunRow>();
  readonly columns = input.required<readonly Column[]>();
  readonly menu = input.required<MatMenu>();
  readonly serverName = input.required<(serverId: number) => string>();
  /** How many runs are ahead of a queued one, where it is known. */
  readonly aheadOf = input<(run: JobRun) => number | undefined>(() => undefined);
  readonly timeZone = input<string>();
  readonly selected = input(false, { transform: booleanAttribute });
  readonly active = input(false, { transform: booleanAttribute });
  readonly narrow = input(false, { transform: booleanAttribute });
  readonly ticked = output<{ readonly isRange: boolean }>();
  readonly menuOpened = output();
  readonly menuClosed = output();

  readonly #events = inject(JobEvents);
  readonly #now = injectNow();
  protected readonly run = computed(() => this.row().run());
  /** What has ended does not change with the clock. */
  readonly #clock = computed(() => {
    if (isOver(this.run())) return 0;
    return this.#events.asOf() ?? Math.max(this.#now(), Date.now());
  });
  protected readonly shown = computed(() => describeRun(this.run(), this.#clock(), this.aheadOf()(this.run())));
  protected readonly started = computed(() =>
    describeStart(this.run().startedAt, this.#events.asOf() ?? Date.now(), this.timeZone()),
  );
  protected readonly id = computed(() => shortId(this.run().jobId));
  protected readonly by = computed(() => describeBy(this.run().by));
  protected readonly server = computed(() => this.serverName()(this.run().serverId));
  protected readonly progressText = computed(() => {
    const { percent, detail, slowTag } = this.shown();
    return [percent, detail, slowTag].filter((text) => text !== '').join(', ');
  });

  protected tick(event: MouseEvent): void {
    event.stopPropagation();
    this.ticked.emit({ isRange: event.shiftKey });
  }
}
