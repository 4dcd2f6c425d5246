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
import { Appearance } from '../shell/appearance';
import { badgeExamples } from './badge-examples';
import { BUTTON_JOB, buttonExamples } from './button-examples';
import { cardExamples } from './card-examples';
import { CONNECTION_ICONS, STATE_ICONS } from './icon-examples';
import { OwnServer } from './own-server';
import { SPARKLINE_EXAMPLES } from './sparkline-examples';

/** The components of the library in all their states, with invented data: to look at, and to check. */
@Component({
  selector: 'app-gallery-page',
  imports: [
    ConnectionBadge,
    ConnectionIcon,
    JobTriggerButton,
    OwnServer,
    PulseTicks,
    RunSparkline,
    ServerJobStatusCard,
    StateIcon,
  ],
  templateUrl: './gallery-page.html',
  styleUrl: './gallery-page.css',
})
export class GalleryPage {
  readonly #openedAt = Date.now();
  protected readonly timeZone = inject(Appearance).timeZone;
  protected readonly cards = cardExamples(this.#openedAt);
  protected readonly buttons = buttonExamples(this.#openedAt);
  protected readonly buttonJob = BUTTON_JOB;
  protected readonly badges = badgeExamples(this.#openedAt);
  protected readonly pulses = this.badges.slice(0, 1);
  protected readonly sparklines = SPARKLINE_EXAMPLES;
  protected readonly stateIcons = STATE_ICONS;
  protected readonly connectionIcons = CONNECTION_ICONS;
}
