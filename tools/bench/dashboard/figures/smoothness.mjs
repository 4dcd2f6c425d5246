import { setTimeout as after } from 'node:timers/promises';
import { becomesLive, profile, throttle } from '../browser.mjs';
import { recordFrames } from '../frames.mjs';
import { describeCores, row } from '../rows.mjs';
import { shareOfCores } from '../shares.mjs';

const SLOWER = 4;
const SETTLE_MS = 4_000;
const RECORD_MS = 15_000;
/** So many events before the first reading: with fewer the lists are not full. */
const KEPT = 10_000;
const ROWS = 10_000;
const ROW_PX = 36;
const LIST = '.cdk-virtual-scrollable';

/** A list as it stands while somebody reads in it: loaded to the end, then scrolled up to what runs. */
async function loadRuns({ page }) {
  const list = page.locator(LIST);
  await list.getByRole('row').nth(20).waitFor();
  const loaded = await list.evaluate(scrollUntilLoaded, { rows: ROWS, rowPx: ROW_PX });
  if (loaded < ROWS) throw new Error(`The list has ${loaded} rows and does not grow.`);
  await list.evaluate((element, top) => (element.scrollTop = top), 2 * ROW_PX);
}

/** Pages, and what is done with them before they are read. */
const PAGES = {
  runs: { title: 'runs page, 10,000 rows loaded', path: '/runs', history: ROWS + 500, begins: true, prepare: loadRuns },
  'runs-top': { title: 'runs page, new rows coming in at the top', path: '/runs', history: ROWS + 500 },
  feed: { title: 'feed page, 10,000 events and more, progress folded', path: '/feed', fill: KEPT },
  'feed-all': { title: 'feed page, 10,000 events and more, all shown', path: '/feed?progress=all', fill: KEPT },
  board: { title: 'overview, board of 12 servers', path: '/', fill: KEPT },
};

export const SMOOTHNESS = Object.keys(PAGES);

/** Frames and long tasks of a page on a machine four times slower, at each rate. */
export async function smoothness(name, { world, browser, profileFolder, rates = [1_000, 3_000] }) {
  const { title, path, history = 0, begins = false, fill = 0, prepare = () => undefined } = PAGES[name];
  if (history > 0) await world.tell(`history ${history}`);
  if (begins) await world.tell('begin');
  const opened = await browser.newPage();
  await opened.page.goto(`${world.url}${path}`);
  await becomesLive(opened);
  await prepare(opened);
  if (fill > 0) await publishFor(world, { perSecond: 1_000, ms: fill });
  await throttle(opened, SLOWER);
  const sections = [];
  for (const rate of rates) {
    const reading = await read({ world, browser, opened, rate, profileFolder, name });
    sections.push({
      title: `${title}, ${rate.toLocaleString('en')} events/s, CPU ${SLOWER}x slower`,
      rows: rowsOf(reading, rate),
    });
  }
  await opened.context.close();
  return sections;
}

async function publishFor(world, { perSecond, ms }) {
  await world.tell(`pace ${perSecond}`);
  await after(ms);
  return world.tell('stop');
}

async function read({ world, browser, opened, rate, profileFolder, name }) {
  await publishFor(world, { perSecond: rate, ms: SETTLE_MS });
  await opened.cdp.send('HeapProfiler.collectGarbage');
  await opened.cdp.send('Performance.enable');
  await world.tell(`pace ${rate}`);
  const before = await taskSeconds(opened);
  const { result: frames, cores } = await profile(opened, { folder: profileFolder, name: `${name}-${rate}` }, () =>
    shareOfCores({ world, browser }, () => recordFrames(opened, () => after(RECORD_MS))),
  );
  const busy = ((await taskSeconds(opened)) - before) / (RECORD_MS / 1_000);
  return { frames, cores, busy, pace: await world.tell('stop') };
}

/** How long the main thread has worked so far. */
async function taskSeconds({ cdp }) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((metric) => metric.name === 'TaskDuration').value;
}

function rowsOf({ frames, cores, busy, pace }, rate) {
  return [
    row('frame interval, 50 %', frames.p50Ms, { unit: ' ms', digits: 1 }),
    row('frame interval, 95 %', frames.p95Ms, { unit: ' ms', digits: 1, below: 25 }),
    row('frame interval, 99 %', frames.p99Ms, { unit: ' ms', digits: 1 }),
    row('frame interval, longest', frames.longestMs, { unit: ' ms', digits: 1 }),
    row('frame intervals over 50 ms', frames.over50, { most: 0 }),
    row('long tasks', frames.longTasks, { most: 0, note: `longest ${frames.longestTaskMs.toFixed(0)} ms` }),
    row('frames a second', frames.framesPerSecond, { digits: 1, least: 59 }),
    row('main thread busy', busy * 100, { unit: ' %' }),
    row(
      'cores used',
      Object.values(cores).reduce((sum, each) => sum + each, 0),
      { digits: 2, note: describeCores(cores) },
    ),
    row('events published a second', pace.perSecond, {
      digits: 1,
      least: Math.floor(rate * 0.99),
      note: `batches late: 99 % under ${pace.lateP99Ms.toFixed(0)} ms`,
    }),
  ];
}

/** Runs in the page: goes to the end until so many rows are there, or no more come. */
async function scrollUntilLoaded(list, { rows, rowPx }) {
  const count = () => Math.floor(list.scrollHeight / rowPx) - 2;
  let loaded = 0;
  for (let since = performance.now(); loaded < rows && performance.now() - since < 5_000;) {
    list.scrollTop = list.scrollHeight;
    await new Promise((resolve) => globalThis.requestAnimationFrame(resolve));
    if (count() <= loaded) continue;
    loaded = count();
    since = performance.now();
  }
  return loaded;
}
