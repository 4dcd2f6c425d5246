/** Both browsers and Node have it (High Resolution Time, W3C); this library takes its types from neither. */
declare const performance: { readonly timeOrigin: number; now(): number };

let origin = performance.timeOrigin;

/** Now as ISO 8601 in UTC with microseconds: `2026-11-23T14:22:08.031274Z`. */
export function nowIsoMicroUtc(): string {
  const wall = Date.now();
  // The monotonic clock has the microseconds but does not follow when the system's clock is set or the machine slept.
  if (Math.abs(origin + performance.now() - wall) > 5) origin = wall - performance.now();
  const micros = Math.floor((origin + performance.now()) * 1000);
  const millis = Math.floor(micros / 1000);
  return new Date(millis).toISOString().replace('Z', `${String(micros % 1000).padStart(3, '0')}Z`);
}
