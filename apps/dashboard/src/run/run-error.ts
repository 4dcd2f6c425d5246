import { Component, computed, inject, input } from '@angular/core';
import { formatIcu } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { Copying } from '../shell/copying';

/** Causes deeper than that stand below each other: the chain may be longer than the page is wide. */
const MOST_INDENTED = 6;

/** Why a run failed: the message, what caused it, and where in the code. */
@Component({
  selector: 'app-run-error',
  imports: [Glyph],
  template: `
    <div class="head">
      <h2 class="visually-hidden" id="error" i18n>Error</h2>
      <p class="message">
        <span class="code">{{ message().code }}</span>
        <span>{{ message().text }}</span>
      </p>
      <button class="button" type="button" (click)="copy()">
        <app-glyph name="copy" /><ng-container i18n>Copy error</ng-container>
      </button>
    </div>
    @if (causes().length > 0) {
      <ul class="causes">
        @for (cause of causes(); track $index) {
          <li [style.padding-left.px]="indentOf($index)">
            <span class="secondary" i18n="An error, by another">caused by</span>&ngsp;<code>{{ cause }}</code>
          </li>
        }
      </ul>
    }
    @if (run().failure?.stack; as stack) {
      <details [open]="isPrinting()">
        <summary>{{ stackText() }}</summary>
        <pre>{{ stack }}</pre>
      </details>
    }
  `,
  styles: `
    :host {
      display: block;
      padding: 10px 14px 12px 16px;
      border: 1px solid var(--jw-fail-fill);
      border-radius: 8px;
      background: var(--jw-fail-soft);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      justify-content: space-between;
      gap: 8px 16px;
    }
    .message {
      flex: 1;
      min-width: min(240px, 100%);
      max-height: 320px;
      overflow-y: auto;
      padding-block: 6px;
      font: 12px/20px var(--jw-mono);
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .message::first-line {
      font-weight: 500;
    }
    .code {
      color: var(--jw-fail);
      font-weight: 500;
    }
    .causes {
      margin-top: 6px;
      padding-top: 8px;
      border-top: 1px solid var(--jw-line2);
    }
    .causes li {
      overflow-wrap: anywhere;
    }
    details {
      margin-top: 8px;
    }
    summary {
      width: fit-content;
      color: var(--jw-text2);
      cursor: pointer;
    }
    pre {
      max-height: 320px;
      margin: 6px 0 0;
      overflow: auto;
      line-height: 20px;
    }
  `,
})
export class RunError {
  readonly run = input.required<JobRun>();
  /** On paper nothing is folded. */
  readonly isPrinting = input(false);

  readonly #copying = inject(Copying);
  protected readonly indentOf = (depth: number): number => Math.min(depth, MOST_INDENTED) * 16;
  protected readonly message = computed(() => {
    const { error = '' } = this.run();
    const [code = ''] = /^[\w.$-]{1,60}(?=: )/.exec(error) ?? [];
    return { code, text: error.slice(code.length) };
  });
  protected readonly causes = computed(
    () =>
      this.run().failure?.causes?.map(({ name, message }) => (name === undefined ? message : `${name}: ${message}`)) ??
      [],
  );
  protected readonly frames = computed(() => this.run().failure?.stack?.match(/^\s+at /gm)?.length ?? 0);

  /** Other languages write a stack in another way: where no frame is known as one they are not counted. */
  protected readonly stackText = computed(() =>
    formatIcu($localize`:Of an error:{FRAMES, plural, =0 {Stack} =1 {Stack, 1 frame} other {Stack, {FRAMES} frames}}`, {
      FRAMES: this.frames(),
    }),
  );

  protected copy(): void {
    const { error = '', failure } = this.run();
    const lines = [
      error,
      ...this.causes().map((cause) => $localize`:An error, by another:caused by ${cause}:CAUSE:`),
      failure?.stack ?? '',
    ];
    this.#copying.copy(lines.filter((line) => line !== '').join('\n'), $localize`The error was copied.`);
  }
}
