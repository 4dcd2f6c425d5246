import { Component, computed, input } from '@angular/core';
import { factsOf } from './result-facts';

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
  protected readonly facts = computed(() => factsOf(this.value()));
}
