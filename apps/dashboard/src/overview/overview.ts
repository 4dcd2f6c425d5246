import { Component, computed, inject } from '@angular/core';
import { LiveFeed } from '../feed/live-feed';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { Fleet } from '../fleet/fleet';
import { LazyPanel } from '../shell/lazy-panel';
import { LazyPart } from '../shell/lazy-part';
import { LoadFailed } from '../shell/load-failed';
import { LoadingShapes } from '../shell/loading-shapes';
import { injectIsNarrow } from '../shell';
import { AnomalyStrip } from './anomaly-strip';
import { Answers } from './answers';
import { Board } from './board';
import { NextUp } from './next-up';
import { StatusCards } from './status-cards';
import { ViewChoice } from './view-choice';

/** What is running, what failed, what is strange. */
@Component({
  selector: 'app-overview',
  imports: [AnomalyStrip, Answers, Board, Glyph, LazyPanel, LiveFeed, LoadFailed, LoadingShapes, NextUp, StatusCards],
  providers: [ViewChoice],
  templateUrl: './overview.html',
  styleUrl: './overview.css',
})
export class Overview {
  protected readonly fleet = inject(Fleet);
  protected readonly choice = inject(ViewChoice);
  protected readonly isNarrow = injectIsNarrow();
  protected readonly matrix = new LazyPart(() => import('./matrix').then(({ Matrix }) => Matrix));
  protected readonly attention = new LazyPart(() =>
    import('./needs-attention').then(({ NeedsAttention }) => NeedsAttention),
  );
  protected readonly isEmpty = computed(
    () => this.fleet.list.status() === 'ready' && this.fleet.servers().length === 0,
  );

  constructor() {
    injectShortcuts({ v: () => this.choice.choose(this.choice.view() === 'board' ? 'matrix' : 'board') });
  }
}
