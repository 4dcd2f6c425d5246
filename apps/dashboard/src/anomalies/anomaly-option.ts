import { Component, computed, inject, input } from '@angular/core';
import { injectNow, JobEvents, StateIcon } from '@jobwire/angular';
import type { AnomalyRecord } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell';
import { toAnomalyRow } from './anomaly-row';

/** An anomaly in the listbox. It keeps its age up to date: there are as many as are seen. */
@Component({
  selector: 'app-anomaly-option',
  imports: [StateIcon],
  template: `
    @let shown = row();
    <span class="severity"><jw-state-icon [state]="shown.icon" />{{ shown.word }}</span>
    <span class="texts">
      <span class="summary">{{ shown.summary }}</span>
      <span class="where">
        {{ shown.where }}
        @if (!shown.isOpen) {
          · <b>{{ shown.by }}{{ shown.note ? ':' : '' }}</b> {{ shown.note }}
        }
      </span>
    </span>
    <span class="when">
      <time [attr.datetime]="shown.timestamp">{{ shown.ago }}</time>
      <span>{{ shown.time }}</span>
    </span>
  `,
  styleUrl: './anomaly-option.css',
  host: {
    role: 'option',
    '[id]': '"anomaly-" + anomaly().position',
    '[attr.data-position]': 'anomaly().position',
    '[class.seen]': '!row().isOpen',
  },
})
export class AnomalyOption {
  readonly anomaly = input.required<AnomalyRecord>();

  readonly #fleet = inject(Fleet);
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow({ isOneOfMany: true });

  protected readonly row = computed(() => {
    const anomaly = this.anomaly();
    const moment = { now: this.#events.asOf() ?? this.#now(), timeZone: this.#timeZone() };
    return toAnomalyRow(anomaly, this.#fleet.nameOf(anomaly.serverId), moment);
  });
}
