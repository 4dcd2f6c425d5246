/** `62 %` with a no-break space, without decimals: rounded down, so that only what is done says 100. */
export function formatPercent(percent: number): string {
  return $localize`:A share:${Math.floor(percent)}:PERCENT:\u00a0%`;
}
