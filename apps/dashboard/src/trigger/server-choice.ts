import { Component, computed, type ElementRef, input, model, signal, viewChild } from '@angular/core';
import { formatCount, formatPercent, isServerOffline, StateIcon } from '@jobwire/angular';
import type { JobStatus } from '@jobwire/events';
import type { FleetServer } from '../fleet/fleet';
import type { Place } from './run-launches';

let count = 0;

/** On which servers a job is run. One where it runs already, or that is away, is left out and says why. */
@Component({
  selector: 'app-server-choice',
  imports: [StateIcon],
  template: `
    <fieldset #group class="servers" [attr.aria-describedby]="problemId">
      <legend class="legend"><ng-container i18n>Servers</ng-container></legend>
      <label class="option all"
        ><input
          type="checkbox"
          [checked]="isAll()"
          [indeterminate]="places().length > 0 && !isAll()"
          [disabled]="free().length === 0"
          (change)="chooseAll()"
        /><span i18n="Servers">All that are free, {{ countOf(free().length) }}</span></label
      >
      <div class="list">
        @for (option of options(); track option.serverId) {
          <label class="option" [class.taken]="option.reason"
            ><input
              type="checkbox"
              [checked]="option.reason === '' && chosen().has(option.serverId)"
              [disabled]="option.reason !== ''"
              (change)="toggle(option.serverId)"
            /><span class="name" [title]="option.name">{{ option.name }}</span>
            @if (option.reason) {
              <span class="reason">{{ option.reason }}</span>
            }
          </label>
        }
      </div>
    </fieldset>
    <p class="hint" [id]="problemId">
      @if (isSeen() && places().length === 0) {
        <span class="problem"><jw-state-icon state="failed" /><ng-container i18n>Choose a server.</ng-container></span>
      }
    </p>
  `,
  styleUrls: ['./run-form.css', './server-choice.css'],
})
export class ServerChoice {
  readonly jobName = input.required<string>();
  /** That run the job. */
  readonly servers = input.required<readonly FleetServer[]>();
  /** What is ticked, whether it is free or not. */
  readonly chosen = model.required<ReadonlySet<number>>();

  protected readonly group = viewChild.required<ElementRef<HTMLElement>>('group');
  protected readonly problemId = `run-servers-problem-${++count}`;
  protected readonly countOf = formatCount;
  /** That none is chosen is wrong once somebody has tried. */
  protected readonly isSeen = signal(false);
  protected readonly options = computed(() =>
    this.servers().map((server) => {
      const { serverId } = server;
      return { serverId, name: server.info().name, reason: this.#reason(server) };
    }),
  );
  protected readonly free = computed(() => this.options().filter(({ reason }) => reason === ''));
  /** Where it will be run. */
  readonly places = computed<readonly Place[]>(() => this.free().filter(({ serverId }) => this.chosen().has(serverId)));
  protected readonly isAll = computed(() => this.free().length > 0 && this.places().length === this.free().length);

  /** Nothing is chosen: says so, and has the focus. */
  refuse(): void {
    this.isSeen.set(true);
    this.group().nativeElement.querySelector<HTMLInputElement>('input:enabled')?.focus();
  }

  protected toggle(serverId: number): void {
    this.chosen.update((before) => {
      const after = new Set(before);
      if (!after.delete(serverId)) after.add(serverId);
      return after;
    });
  }

  protected chooseAll(): void {
    this.chosen.set(this.isAll() ? new Set() : new Set(this.free().map(({ serverId }) => serverId)));
  }

  /** Why it cannot be run on a server now; empty where it can. */
  #reason({ info, jobs }: FleetServer): string {
    if (isServerOffline(info())) return $localize`:A server:offline`;
    const job = jobs.jobs().find(({ jobName }) => jobName === this.jobName());
    return job ? describeActive(job.status()) : '';
  }
}

function describeActive({ state, progress }: JobStatus): string {
  if (state === 'queued') return $localize`:A server and a job:has it queued`;
  if (state !== 'running') return '';
  const percent = progress?.percent;
  return percent === undefined
    ? $localize`:A server and a job:runs it already`
    : $localize`:A server and a job:runs it already, ${formatPercent(percent)}:PERCENT:`;
}
