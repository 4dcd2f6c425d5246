import { computed, inject, type Signal } from '@angular/core';
import { formatAgo, formatDuration, injectNow, JobEvents } from '@jobwire/angular';

/** Whether the stream is open, and the last sign of life: a sentence, as a signal. */
export function injectStreamWords(): Signal<string> {
  const events = inject(JobEvents);
  const now = injectNow();
  return computed(() => {
    if (!events.isLive()) return $localize`The stream is not open.`;
    const ping = events.lastPing();
    if (ping) return $localize`The stream is open, the last ping came ${formatAgo(ping.heardAt, now())}:AGO:.`;
    const heartbeatMs = events.hello()?.heartbeatMs;
    return heartbeatMs === undefined
      ? $localize`The stream is open, no ping has come yet.`
      : $localize`The stream is open, a ping comes every ${formatDuration(heartbeatMs)}:DURATION:.`;
  });
}
