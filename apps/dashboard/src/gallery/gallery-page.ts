import { Component, inject } from '@angular/core';
import {
  ConnectionBadge,
  ConnectionIcon,
  JobTriggerButton,
  PulseTicks,
  RunSparkline,
  ServerJobStatusCard,
  StateIcon,
} from '@jobwire/angular';
import { RunAction, RunsTable, RunTimeline } from '@jobwire/angular/runs';
import type { JobRun } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { Appearance } from '../shell';
import { RunDialog } from '../trigger/run-dialog';
import { badgeExamples } from './badge-examples';
import { BUTTON_JOB, buttonExamples } from './button-examples';
import { cardExamples } from './card-examples';
import { formExamples } from './form-examples';
import { CONNECTION_ICONS, STATE_ICONS } from './icon-examples';
import { OwnServer } from './own-server';
import { SPARKLINE_EXAMPLES } from './sparkline-examples';
import { aheadOf, serverName, tableExamples } from './table-examples';
import { timelineExamples } from './timeline-examples';

/** The components of the library in all their states, with invented data: to look at, and to check. */
@Component({
  selector: 'app-gallery-page',
  imports: [
    ConnectionBadge,
    ConnectionIcon,
    Glyph,
    JobTriggerButton,
    OwnServer,
    PulseTicks,
    RunAction,
    RunDialog,
    RunSparkline,
    RunsTable,
    RunTimeline,
    ServerJobStatusCard,
    StateIcon,
  ],
  templateUrl: './gallery-page.html',
  styleUrl: './gallery-page.css',
})
export class GalleryPage {
  readonly #openedAt = Date.now();
  readonly #appearance = inject(Appearance);
  protected readonly timeZone = this.#appearance.timeZone;
  protected readonly rowHeight = this.#appearance.rowHeight;
  protected readonly cards = cardExamples(this.#openedAt);
  protected readonly tables = tableExamples(this.#openedAt);
  protected readonly timelines = timelineExamples(this.#openedAt);
  protected readonly serverName = serverName;
  protected readonly aheadOf = aheadOf;
  protected readonly buttons = buttonExamples(this.#openedAt);
  protected readonly buttonJob = BUTTON_JOB;
  protected readonly forms = formExamples();
  protected readonly badges = badgeExamples(this.#openedAt);
  protected readonly pulses = this.badges.slice(0, 1);
  protected readonly sparklines = SPARKLINE_EXAMPLES;
  protected readonly stateIcons = STATE_ICONS;
  protected readonly connectionIcons = CONNECTION_ICONS;

  protected actionsText({ jobId }: JobRun): string {
    return $localize`Actions of run ${jobId}:RUN:`;
  }
}
