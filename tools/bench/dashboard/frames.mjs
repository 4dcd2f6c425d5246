/** What a frame takes at 60 a second, and how much clocks may be off. In milliseconds. */
const TOLERANCE_MS = 1;

/** Records the frames and the long tasks of a page while `work` is done. */
export async function recordFrames({ page }, work) {
  await page.evaluate(begin);
  await work();
  const { times, longTasks } = await page.evaluate(() => globalThis.stopRecording());
  const intervals = times.slice(1).map((time, index) => time - times[index]);
  const sorted = intervals.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return {
    framesPerSecond: (intervals.length * 1_000) / (times.at(-1) - times[0]),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    longestMs: at(1),
    over50: intervals.filter((interval) => interval > 50 + TOLERANCE_MS).length,
    longTasks: longTasks.length,
    longestTaskMs: Math.max(0, ...longTasks),
  };
}

/** Runs in the page. The time of a frame is that of its vertical sync: what is late shows as a multiple of 16.7 ms. */
function begin() {
  const { PerformanceObserver, requestAnimationFrame } = globalThis;
  const times = [];
  const longTasks = [];
  let isOver = false;
  const observer = new PerformanceObserver((list) =>
    longTasks.push(...list.getEntries().map(({ duration }) => duration)),
  );
  observer.observe({ type: 'longtask' });
  const frame = (time) => {
    times.push(time);
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  globalThis.stopRecording = () => {
    isOver = true;
    longTasks.push(...observer.takeRecords().map(({ duration }) => duration));
    observer.disconnect();
    return { times, longTasks };
  };
}
