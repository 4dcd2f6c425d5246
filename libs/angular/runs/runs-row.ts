import { NgTemplateOutlet } from '@angular/common';
import { booleanAttribute, Component, computed, inject, input, output, type TemplateRef } from '@angular/core';
import { injectTurn, JobEvents, shortId, StateIcon } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { describeBy, describeRun, describeStart } from './describe-run';
import type { RunActionContext } from './run-action';
import type { RunColumn } from './run-columns';
import type { RunRow } from './run-row';

/** A run in the table. It follows its run, and the clock while the run goes on. */
@Component({
  selector: 'jw-runs-row',
  imports: [NgTemplateOutlet, StateIcon],
  templateUrl: './runs-row.html',
  styleUrls: ['./runs-row.css', './tick.css', '../src/words/hidden.css'],
  host: {
    role: 'row',
    '[class.narrow]': 'narrow()',
    '[class.tight]': 'tight()',
    '[class.selecting]': 'selecting()',
    '[class.selected]': 'selected()',
    '[class.active]': 'active()',
    '[class.stale]': '!isMatching()',
    '[attr.aria-selected]': 'selected()',
    '[attr.data-run]': 'row().jobId',
    '[attr.data-tone]': 'shown().tone',
  },
})
export class RunsRow {
  readonly row = input.required<RunRow>();
  readonly columns = input.required<readonly RunColumn[]>();
  readonly serverName = input.required<(serverId: number) => string>();
  readonly aheadOf = input.required<(run: JobRun) => number | undefined>();
  readonly link = input<(run: JobRun) => string | undefined>();
  readonly action = input<TemplateRef<RunActionContext>>();
  readonly timeZone = input<string>();
  /** `undefined` where it cannot be ticked. */
  readonly selected = input<boolean>();
  readonly active = input(false, { transform: booleanAttribute });
  readonly narrow = input(false, { transform: booleanAttribute });
  /** Whether the columns are close together. */
  readonly tight = input(false, { transform: booleanAttribute });
  /** Whether an item of two lines has a box. */
  readonly selecting = input(false, { transform: booleanAttribute });
  readonly ticked = output<{ readonly isRange: boolean }>();

  readonly #events = inject(JobEvents);
  readonly #turn = injectTurn();
  protected readonly run = computed(() => this.#turn.read(this.row().run));
  /** It, as long as nothing has changed but how far it is. */
  readonly #known = computed(() => this.run(), { equal: isSameButForProgress });
  protected readonly isMatching = computed(() => this.row().isMatching?.() ?? true);
  /** What has ended does not change with the clock. */
  readonly #clock = computed(() => {
    if (isOver(this.run())) return 0;
    return this.#events.asOf() ?? Math.max(this.#turn.clock.second(), Date.now());
  });
  protected readonly shown = computed(() => describeRun(this.run(), this.#clock(), this.aheadOf()(this.run())));
  /** In an item of two lines what came of a run says how it ended, where that is more than a word. */
  protected readonly isToldByDetail = computed(
    () => ['completed', 'failed'].includes(this.run().state) && this.shown().detail !== '',
  );
  protected readonly started = computed(() =>
    describeStart(
      this.#known().startedAt,
      { now: this.#events.asOf() ?? Date.now(), timeZone: this.timeZone() },
      { to: this.narrow() ? 'minute' : 'second' },
    ),
  );
  protected readonly href = computed(() => this.link()?.(this.#known()));
  protected readonly id = computed(() => shortId(this.#known().jobId));
  protected readonly selectText = computed(() => $localize`Select run ${this.#known().jobId}:RUN:`);
  protected readonly by = computed(() => describeBy(this.#known().by));
  protected readonly server = computed(() => this.serverName()(this.#known().serverId));
  protected readonly progressText = computed(() => {
    const { percent, detail, slowTag } = this.shown();
    return [percent, detail, slowTag].filter((text) => text !== '').join(', ');
  });
  protected readonly actionContext = computed<RunActionContext>(() => ({ $implicit: this.run() }));

  protected tick(event: MouseEvent): void {
    event.stopPropagation();
    this.ticked.emit({ isRange: event.shiftKey });
  }
}

function isSameButForProgress(a: JobRun, b: JobRun): boolean {
  return a.jobId === b.jobId && a.state === b.state && a.startedAt === b.startedAt && a.by === b.by;
}
