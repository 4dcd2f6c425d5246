import { Component, computed, input } from '@angular/core';

/** What is drawn, in a square of 20 by 20. */
const PATHS = {
  bell: 'M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17h3',
  bookmark: 'M5.5 3h9v14L10 13.5 5.5 17z',
  cancel: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM7.3 7.3l5.4 5.4m0-5.4-5.4 5.4',
  clock: 'M10 2.75a7.25 7.25 0 1 0 0 14.5 7.25 7.25 0 0 0 0-14.5zM10 6v4.2l2.8 1.8',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7 3h9v11H7zM4 6v11h9',
  down: 'M5 7.5l5 5 5-5',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16.5h12',
  filter: 'M3 5h14l-5.5 6.5V16l-3-1.5v-3z',
  fold: 'M5 12.5l5-5 5 5',
  go: 'M4 10h11M10.5 5.5L15 10l-4.5 4.5',
  history: 'M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7.2M3.5 3v4.2h4.2M10 6.5V10l2.5 1.5',
  left: 'M12 5l-5 5 5 5',
  link: 'M8 6H6a4 4 0 000 8h2M12 6h2a4 4 0 010 8h-2M7 10h6',
  lock: 'M4.5 9h11v8.5h-11zM7 9V6a3 3 0 0 1 6 0v3M10 12.7v1.1',
  look: 'M10 3v2M10 15v2M3 10h2M15 10h2M10 7a3 3 0 100 6 3 3 0 000-6z',
  more: 'M10 3.8a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zM10 9.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zM10 14.8a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4z',
  pause: 'M5 3.5h3.5v13H5zM11.5 3.5H15v13h-3.5z',
  person: 'M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3.5 17a6.5 6.5 0 0 1 13 0',
  play: 'M6.5 4.5v11l8-5.5z',
  plus: 'M10 4v12M4 10h12',
  print: 'M6 7V3h8v4M6 14H3V7h14v7h-3M6 12h8v5H6z',
  retry: 'M5 6a6.5 6.5 0 1 1-1.4 5.5M4.5 2.5V6.5h4',
  rays: 'M10 2v2.5M10 15.5V18M2 10h2.5M15.5 10H18M4.4 4.4l1.7 1.7M13.9 13.9l1.7 1.7M15.6 4.4l-1.7 1.7M6.1 13.9l-1.7 1.7',
  right: 'M8 5l5 5-5 5',
  search: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.6 12.6L17 17',
  server: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.5h.01M7 13.5h.01',
  settings: 'M3 5h7M14 5h3M3 10h3M10 10h7M3 15h7M14 15h3M12 3v4M8 8v4M12 13v4',
  sort: 'M6.5 4v12M3.5 13l3 3 3-3M13.5 16V4M10.5 7l3-3 3 3',
  toEnd: 'M10 3v10m-4-4 4 4 4-4M4 17h12',
  up: 'M10 16V4M5 9l5-5 5 5',
} as const;

export type GlyphName = keyof typeof PATHS;

/** Whether there is a drawing of that name. */
export function isGlyph(name: string): name is GlyphName {
  return Object.hasOwn(PATHS, name);
}

/** A small drawing in the colour of its text, 16 pixels wide. What it stands for is said in words beside it, or by its button. */
@Component({
  selector: 'app-glyph',
  template: '<svg viewBox="0 0 20 20" aria-hidden="true"><path [attr.d]="path()" /></svg>',
  styles: `
    :host {
      display: block;
      flex: none;
      width: 16px;
      height: 16px;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Glyph {
  readonly name = input.required<GlyphName>();
  protected readonly path = computed(() => PATHS[this.name()]);
}
