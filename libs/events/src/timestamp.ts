/** Both browsers and Node have it (High Resolution Time, W3C); this library takes its types from neither. */
declare const performance: { readonly timeOrigin: number; now(): number };

let origin = performance.timeOrigin;

/** Now as ISO 8601 in UTC with microseconds: `2026-11-23T14:22:08.031274Z`. */
export function nowIsoMicroUtc(): string {
  const before = performance.now();
  const wall = Date.now();
  const elapsed = performance.now();
  // The monotonic clock has the microseconds but does not follow when the system's clock is set or the machine slept. The
  // system's clock was read between two readings of it: a pause there is no such step.
  if (wall < origin + before - 5 || wall > origin + elapsed + 5) origin = wall - elapsed;
  const micros = Math.floor((origin + elapsed) * 1000);
  const millis = Math.floor(micros / 1000);
  return new Date(millis).toISOString().replace('Z', `${String(micros % 1000).padStart(3, '0')}Z`);
}
