import {
  estimateTimeLeft,
  formatCount,
  formatDecimal,
  formatFactor,
  formatTimesUsual,
  statusOfRun,
} from '@jobwire/angular';
import { isSlow, lastedMs, SLOW_FACTOR, type JobRun } from '@jobwire/events';

/** "232/s"; "14/min" where it is slow. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1) {
    const rate = perSecond >= 10 ? formatCount(Math.round(perSecond)) : formatFactor(perSecond);
    return $localize`:Units per second:${rate}:UNITS:/s`;
  }
  const perMinute = perSecond * 60;
  const rate = perMinute >= 10 ? formatCount(Math.round(perMinute)) : formatDecimal(perMinute);
  return $localize`:Units per minute:${rate}:UNITS:/min`;
}

/** "done about 14:24:15". */
export function doneAbout(time: string): string {
  return $localize`:A run:done about ${time}:TIME:`;
}

/** How long a run may still take, in milliseconds: by its own pace, else by what is usual; `undefined` where neither tells. */
export function timeLeft(run: JobRun, now: number): { readonly ms: number; readonly by: 'pace' | 'usual' } | undefined {
  const own = estimateTimeLeft(statusOfRun(run), now);
  if (own !== undefined) return { ms: own, by: 'pace' };
  const lasted = lastedMs(run, now);
  if (run.state !== 'running' || run.usualDurationMs === undefined || lasted === undefined) return undefined;
  const ms = run.usualDurationMs - lasted;
  return ms > 0 ? { ms: Math.ceil(ms / 1_000) * 1_000, by: 'usual' } : undefined;
}

/** How a run compares with what is usual, in words; `undefined` where nothing is usual yet. */
export function comparedWithUsual(
  run: JobRun,
  now: number,
): { readonly words: string; readonly isSlow: boolean } | undefined {
  const usual = run.usualDurationMs;
  const lasted = lastedMs(run, now);
  if (!usual || lasted === undefined) return undefined;
  if (isSlow(run, now)) return { words: formatTimesUsual(lasted / usual), isSlow: true };
  const left = estimateTimeLeft(statusOfRun(run), now);
  const times = (lasted + (left ?? 0)) / usual;
  if (run.state === 'running' && left === undefined)
    return { words: $localize`:A duration:as usual so far`, isSlow: false };
  const isUsual = times > 1 / SLOW_FACTOR && times < SLOW_FACTOR;
  return { words: isUsual ? $localize`:A duration:as usual` : formatTimesUsual(times), isSlow: false };
}
