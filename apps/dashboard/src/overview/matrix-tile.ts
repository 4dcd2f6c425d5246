import { Component, computed, input } from '@angular/core';
import { isServerOffline, timesUsual } from '@jobwire/angular';
import { attentionOf } from '../fleet/attention';
import type { FleetServer } from '../fleet/fleet';
import { BASE, tileBars } from './tile-bars';

/** A server as a picture: a bar for each job. The element around it is what can be focused and opened. */
@Component({
  selector: 'app-matrix-tile',
  template: `
    <svg viewBox="0 0 44 38" width="44" height="38" aria-hidden="true" focusable="false">
      @if (isOffline()) {
        <path class="off" d="M16.5 9.5a8 8 0 0 0 11 11M20 6.3a8 8 0 0 1 9.7 9.7M15 6l16 16" />
      } @else {
        @for (bar of bars(); track bar.x) {
          @switch (bar.kind) {
            @case ('anomaly') {
              <path class="anomaly" [attr.d]="'M' + (bar.x + bar.width / 2) + ' ' + (base - 12) + 'l4 4-4 4-4-4z'" />
            }
            @case ('absent') {
              <rect class="absent" [attr.x]="bar.x" [attr.y]="base - 1" [attr.width]="bar.width" height="1" />
            }
            @default {
              <rect
                [attr.class]="bar.kind"
                [attr.x]="bar.x"
                [attr.y]="base - bar.height"
                [attr.width]="bar.width"
                [attr.height]="bar.height"
              />
              @if (bar.kind === 'failed' && bar.width >= 4) {
                <path class="cross" [attr.d]="'M' + (bar.x + 1.2) + ' ' + (base - 16) + 'l2.6 2.6m0-2.6l-2.6 2.6'" />
              }
              @if (bar.filled > 0) {
                <rect
                  [attr.class]="bar.kind + ' filled'"
                  [attr.x]="bar.x"
                  [attr.y]="base - bar.filled"
                  [attr.width]="bar.width"
                  [attr.height]="bar.filled"
                />
              }
            }
          }
        }
      }
      <text x="22" y="34.5" text-anchor="middle">{{ label() }}</text>
    </svg>
  `,
  styleUrl: './matrix-tile.css',
  host: { '[attr.data-tone]': 'tone()' },
})
export class MatrixTile {
  readonly server = input.required<FleetServer>();
  readonly label = input.required<string>();
  /** The jobs of the legend, in its order. */
  readonly jobNames = input.required<readonly string[]>();
  /** In milliseconds since 1970. */
  readonly now = input.required<number>();

  protected readonly base = BASE;
  protected readonly isOffline = computed(() => isServerOffline(this.server().info()));
  protected readonly bars = computed(() => {
    const jobs = new Map(
      this.server()
        .jobs.jobs()
        .map(({ jobName, status }) => [jobName, status]),
    );
    return tileBars(
      this.jobNames().map((jobName) => jobs.get(jobName)?.()),
      (status) => timesUsual(status, this.now()) !== undefined,
    );
  });
  protected readonly tone = computed(() => {
    if (this.isOffline()) return 'offline';
    const kinds = attentionOf(this.server(), this.now()).map(({ kind }) => kind);
    return kinds.includes('failed') ? 'fail' : kinds.length > 0 ? 'warn' : 'quiet';
  });
}
