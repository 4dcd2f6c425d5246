import type { CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { afterRenderEffect } from '@angular/core';

/**
 * Lets a viewport draw fewer rows as soon as its buffers are smaller: by itself it draws more where they grow, but never fewer.
 * Call it in an injection context, with the smaller of its buffers in pixels.
 */
export function injectFewerRows(viewport: () => CdkVirtualScrollViewport, buffer: () => number): void {
  let drawnFor = 0;
  afterRenderEffect(() => {
    if (buffer() < drawnFor) {
      viewport().setRenderedRange({ start: 0, end: 0 });
      viewport().checkViewportSize();
    }
    drawnFor = buffer();
  });
}
