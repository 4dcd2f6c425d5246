/** Longer than that no timer runs: the clock may be set meanwhile, the machine may sleep, and timers have a limit. */
const LOOK_MS = 60_000;

/** Calls at a time of the clock, in epoch milliseconds. Returns the function that calls it off. */
export function callAt(epochMs: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const leftMs = epochMs - Date.now();
    if (leftMs <= 0) call();
    else timer = setTimeout(look, Math.min(leftMs, LOOK_MS)).unref();
  };
  timer = setTimeout(look, 0).unref();
  return () => clearTimeout(timer);
}
