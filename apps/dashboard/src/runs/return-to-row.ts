import { afterRenderEffect, DOCUMENT, inject, untracked } from '@angular/core';
import { PRIMARY_OUTLET, Router } from '@angular/router';
import type { RunsTable } from '@jobwire/angular/runs';
import type { RunList } from './run-list';

/**
 * Who comes back from the page of a run goes on at its row, where it is among the first ones that are loaded. Call it in an
 * injection context, while the page is made.
 */
export function injectReturnToRow(list: RunList, table: () => RunsTable | undefined): void {
  const jobId = leftRun(inject(Router));
  const document = inject(DOCUMENT);
  if (jobId === undefined) return;
  const returning = afterRenderEffect(() => {
    if (list.status() !== 'ready' || list.isLoadingMore()) return;
    returning.destroy();
    // Who has gone to something else meanwhile stays there.
    if (document.activeElement?.matches('body, main')) untracked(table)?.goTo(jobId);
  });
}

/** The run whose page is being left. */
function leftRun(router: Router): string | undefined {
  const left = router.currentNavigation()?.previousNavigation?.finalUrl;
  const [page, run] = left?.root.children[PRIMARY_OUTLET]?.segments ?? [];
  return page?.path === 'runs' ? run?.path : undefined;
}
