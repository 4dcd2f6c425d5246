import {
  afterRenderEffect,
  Component,
  DestroyRef,
  DOCUMENT,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  ViewEncapsulation,
} from '@angular/core';
import { JobEvents } from '@jobwire/angular';
import type UPlot from 'uplot';
import { toData, toOptions, type CurveLook } from './draw-curve';
import type { ProgressCurve } from './progress-curve';

/** More often nothing new is seen. In milliseconds. */
const REDRAW_MS = 250;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A curve of progress as a drawing. What it says is in words elsewhere. */
@Component({
  selector: 'app-curve-plot',
  template: '',
  styles: `
    app-curve-plot {
      display: block;
      height: 100%;
      overflow: hidden;
      contain: inline-size;
    }
    app-curve-plot .u-wrap {
      position: relative;
    }
    app-curve-plot canvas {
      display: block;
      max-width: 100%;
    }
    app-curve-plot :is(.u-over, .u-under, .u-axis) {
      display: none;
    }
  `,
  // Its drawing is made by uPlot, which knows no attributes of ours.
  encapsulation: ViewEncapsulation.None,
  host: { 'aria-hidden': 'true' },
})
export class CurvePlot {
  readonly curve = input.required<ProgressCurve>();
  readonly look = input.required<Omit<CurveLook, 'colour'>>();
  /** Changes with the colours of the page. */
  readonly theme = input<unknown>();

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #document = inject(DOCUMENT);
  readonly #size = signal<Size | undefined>(undefined);
  /** Loaded with the first drawing; its box is there before. */
  readonly #library = signal<typeof UPlot | undefined>(undefined);
  #plot: UPlot | undefined;
  #drawnAt = -Infinity;
  #drawnSize: Size | undefined;
  #drawnTheme: unknown;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    // The drawing has no size where there is no layout.
    if (typeof ResizeObserver === 'undefined') return;
    void this.#load();
    const recovered = inject(JobEvents).recovered$.subscribe(() => void this.#load());
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      this.#size.set(width > 0 && height > 0 ? { width, height } : undefined);
    });
    observer.observe(this.#host);
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
      recovered.unsubscribe();
      clearTimeout(this.#waiting);
      this.#plot?.destroy();
    });
    afterRenderEffect({
      write: () => {
        this.#library();
        const [size, theme] = [this.#size(), this.theme()];
        const [curve, look] = [this.curve(), this.look()];
        clearTimeout(this.#waiting);
        const isOther = size !== this.#drawnSize || theme !== this.#drawnTheme;
        const wait = isOther ? 0 : this.#drawnAt + REDRAW_MS - performance.now();
        [this.#drawnSize, this.#drawnTheme] = [size, theme];
        if (wait <= 0) this.#draw(curve, look, size);
        else this.#waiting = setTimeout(() => this.#draw(curve, look, size), wait);
      },
    });
  }

  async #load(): Promise<void> {
    if (untracked(this.#library)) return;
    try {
      this.#library.set((await import('uplot')).default);
    } catch {
      // TypeError: without a network. The words are there, and the drawing comes with the connection.
    }
  }

  #draw(curve: ProgressCurve, look: Omit<CurveLook, 'colour'>, size: Size | undefined): void {
    const Library = untracked(this.#library);
    if (!size || !Library) return;
    this.#drawnAt = performance.now();
    const style = this.#document.defaultView?.getComputedStyle(this.#host);
    const colour = (token: string): string => style?.getPropertyValue(token).trim() ?? '';
    this.#plot?.destroy();
    const options = toOptions(curve, { ...look, colour }, size.width, size.height);
    this.#plot = new Library(options, toData(curve), this.#host);
  }
}
