import { Component, computed, inject } from '@angular/core';
import { LiveFeed } from '../feed/live-feed';
import { injectShortcuts } from '../keys/shortcuts';
import { Fleet } from '../fleet/fleet';
import { injectIsNarrow } from '../shell/media';
import { AnomalyStrip } from './anomaly-strip';
import { Answers } from './answers';
import { Board } from './board';
import { Matrix } from './matrix';
import { NeedsAttention } from './needs-attention';
import { NextUp } from './next-up';
import { StatusCards } from './status-cards';
import { ViewChoice } from './view-choice';

/** What is running, what failed, what is strange. */
@Component({
  selector: 'app-overview',
  imports: [AnomalyStrip, Answers, Board, LiveFeed, Matrix, NeedsAttention, NextUp, StatusCards],
  providers: [ViewChoice],
  templateUrl: './overview.html',
  styleUrl: './overview.css',
})
export class Overview {
  protected readonly fleet = inject(Fleet);
  protected readonly choice = inject(ViewChoice);
  protected readonly isNarrow = injectIsNarrow();
  protected readonly isEmpty = computed(
    () => this.fleet.list.status() === 'ready' && this.fleet.servers().length === 0,
  );

  constructor() {
    injectShortcuts({ v: () => this.choice.choose(this.choice.view() === 'board' ? 'matrix' : 'board') });
  }
}
