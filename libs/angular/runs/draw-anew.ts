import type { CdkVirtualScrollViewport } from '@angular/cdk/scrolling';

/** Draws no more rows than the buffers of a viewport ask for now. By itself it draws more where they grow, but never fewer. */
export function drawAnew(viewport: CdkVirtualScrollViewport): void {
  viewport.setRenderedRange({ start: 0, end: 0 });
  viewport.checkViewportSize();
}
