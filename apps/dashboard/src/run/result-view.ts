import { Component, computed, inject, input } from '@angular/core';
import { formatCount, formatTime } from '@jobwire/angular';
import { Appearance } from '../shell';
import { factsOf, type Counts } from './result-facts';

/** In pixels, with the gap beside it. */
const BAR_WIDTH = 18;
/** Room for two times below. */
const LEAST_WIDTH = 120;

/** What a run has returned, or was given. */
@Component({
  selector: 'app-result-view',
  template: `
    <dl class="facts">
      @for (fact of facts(); track fact.label) {
        <div [class.wide]="fact.kind !== 'text'">
          <dt>{{ fact.label }}</dt>
          <dd>
            @switch (fact.kind) {
              @case ('text') {
                {{ fact.text }}
              }
              @case ('bars') {
                @let chart = fact.chart;
                <div class="chart" [style.max-width.px]="chart.width">
                  <div class="bars" role="img" [attr.aria-label]="chart.words">
                    @for (bar of chart.bars; track $index) {
                      <span [style.height.%]="bar.share" [title]="bar.words"></span>
                    }
                  </div>
                  <p class="axis" aria-hidden="true">
                    <span>{{ chart.from }}</span>
                    <span>{{ chart.to }}</span>
                  </p>
                </div>
              }
              @case ('json') {
                <pre>{{ fact.text }}</pre>
              }
              @case ('table') {
                <div class="scroll" tabindex="0" role="region" [attr.aria-label]="fact.label">
                  <table>
                    <thead>
                      <tr>
                        @for (head of fact.heads; track head) {
                          <th scope="col">{{ head }}</th>
                        }
                      </tr>
                    </thead>
                    <tbody>
                      @for (row of fact.rows; track $index) {
                        <tr>
                          @for (cell of row; track $index) {
                            <td [class.long]="cell.length > 30">{{ cell }}</td>
                          }
                        </tr>
                      }
                    </tbody>
                  </table>
                </div>
              }
            }
          </dd>
        </div>
      }
    </dl>
  `,
  styles: `
    .facts {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(220px, 45%), 1fr));
      gap: 12px 20px;
      padding: 4px 14px 14px;
    }
    .facts > div {
      min-width: 0;
    }
    .wide {
      grid-column: 1 / -1;
    }
    dt {
      color: var(--jw-text2);
      font-size: 12px;
      overflow-wrap: anywhere;
    }
    dd {
      max-height: 400px;
      overflow-y: auto;
      font-weight: 500;
      overflow-wrap: anywhere;
    }
    .bars {
      display: flex;
      align-items: flex-end;
      gap: 2px;
      height: 48px;
      margin-top: 6px;
      border-bottom: 1px solid var(--jw-line2);
    }
    .bars > span {
      flex: 1;
      min-height: 1px;
      background: var(--jw-bars, var(--jw-bar));
    }
    .axis {
      display: flex;
      justify-content: space-between;
      color: var(--jw-text2);
      font-size: 11px;
      font-weight: 400;
    }
    @media (forced-colors: active) {
      .bars > span {
        forced-color-adjust: none;
      }
    }
    .scroll {
      max-height: 360px;
      margin-top: 4px;
      overflow: auto;
      border: 1px solid var(--jw-line);
      border-radius: 6px;
    }
    table {
      width: 100%;
      border-collapse: collapse;
    }
    th {
      position: sticky;
      top: 0;
      background: var(--jw-sunken);
      color: var(--jw-text2);
      font-size: 12px;
      font-weight: 500;
    }
    th,
    td {
      padding: 5px 10px;
      border-bottom: 1px solid var(--jw-line);
      font-weight: 400;
      text-align: start;
    }
    td:not(.long) {
      white-space: nowrap;
    }
    tr:last-child td {
      border-bottom: 0;
    }
    pre {
      margin: 4px 0 0;
      padding: 8px 10px;
      overflow: auto;
      border-radius: 6px;
      background: var(--jw-sunken);
      font-weight: 400;
    }
  `,
})
export class ResultView {
  readonly value = input.required<unknown>();
  readonly #timeZone = inject(Appearance).timeZone;
  protected readonly facts = computed(() =>
    factsOf(this.value()).map((fact) => (fact.kind === 'bars' ? { ...fact, chart: this.#draw(fact.counts) } : fact)),
  );

  #draw({ from, stepMs, counts }: Counts) {
    const timeZone = this.#timeZone();
    const timeOf = (index: number): string => formatTime(Date.parse(from) + index * stepMs, { to: 'minute', timeZone });
    const most = Math.max(1, ...counts);
    const [first, last] = [timeOf(0), timeOf(counts.length - 1)];
    return {
      width: Math.max(LEAST_WIDTH, counts.length * BAR_WIDTH),
      from: first,
      to: last,
      bars: counts.map((count, index) => ({
        share: (count / most) * 100,
        words: `${timeOf(index)}: ${formatCount(count)}`,
      })),
      words: $localize`From ${first}:FROM: to ${last}:TO:, at most ${formatCount(most)}:COUNT:`,
    };
  }
}
