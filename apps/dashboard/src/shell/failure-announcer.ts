import { LiveAnnouncer } from '@angular/cdk/a11y';
import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { JobEvents } from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';
import { bufferWhen, delay, share, take } from 'rxjs';
import { Fleet } from '../fleet/fleet';

/** At most one sentence in so many milliseconds. */
const PAUSE_MS = 5_000;

/** Reads failures out to those who do not see the page. Progress is never read out. */
@Injectable({ providedIn: 'root' })
export class FailureAnnouncer {
  constructor() {
    const announcer = inject(LiveAnnouncer);
    const fleet = inject(Fleet);
    const failures = inject(JobEvents)
      .on({ type: ['failed'] })
      .pipe(share());
    failures
      .pipe(
        // The clock begins with the first failure that has not been told.
        bufferWhen(() => failures.pipe(take(1), delay(PAUSE_MS))),
        takeUntilDestroyed(),
      )
      .subscribe((batch) => void announcer.announce(sumUp(batch, (serverId) => fleet.nameOf(serverId))));
  }
}

function sumUp(failures: readonly StoredJobEvent[], nameOf: (serverId: number) => string): string {
  const last = failures.at(-1);
  if (!last) return '';
  const example = `${last.jobName} on ${nameOf(last.serverId)}`;
  return failures.length === 1 ? `Failed: ${example}` : `${failures.length} runs failed, the last: ${example}`;
}
