/** `62 %` with a no-break space, without decimals: rounded down, so that only what is done says 100. */
export function formatPercent(percent: number): string {
  return `${Math.floor(percent)}\u00a0%`;
}
