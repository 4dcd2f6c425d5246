import { setTimeout as after } from 'node:timers/promises';
import { becomesLive } from '../browser.mjs';
import { row } from '../rows.mjs';

const PER_SECOND = 1_000;
/** As many ended runs as fill all that the pages keep. */
const HISTORY = 10_500;
const WARM_UP_MS = 25_000;
const READINGS = 30;
const MB = 1_048_576;

const PAGES = { 'the feed page': '/feed', 'the overview': '/' };

/** Whether the page's memory stays what it is, read after a full garbage collection each time. */
export async function heap(_name, { world, browser, minutes }) {
  const sections = [];
  for (const [where, path] of Object.entries(PAGES)) {
    const opened = await browser.newPage();
    await opened.page.goto(`${world.url}${path}`);
    await becomesLive(opened);
    await world.tell(`history ${HISTORY}`);
    await world.tell(`pace ${PER_SECOND}`);
    await after(WARM_UP_MS);
    const readings = [];
    for (let reading = 0; reading < READINGS; reading++) {
      await after((minutes * 60_000) / READINGS);
      readings.push(await readHeap(opened));
    }
    const pace = await world.tell('stop');
    await opened.context.close();
    const title = `heap on ${where}, ${minutes} min at ${PER_SECOND.toLocaleString('en')} events/s`;
    sections.push({ title, rows: rowsOf(readings, pace), readings });
  }
  return sections;
}

async function readHeap({ cdp }) {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
  return { mb: usedSize / MB, nodes, listeners: jsEventListeners };
}

function rowsOf(readings, pace) {
  const third = Math.floor(readings.length / 3);
  const mean = (list, key) => list.reduce((sum, reading) => sum + reading[key], 0) / list.length;
  const [first, last] = [readings.slice(0, third), readings.slice(-third)];
  const growth = (mean(last, 'mb') / mean(first, 'mb') - 1) * 100;
  return [
    row('first third, mean', mean(first, 'mb'), { unit: ' MB', digits: 1 }),
    row('last third, mean', mean(last, 'mb'), { unit: ' MB', digits: 1 }),
    row('growth', growth, { unit: ' %', digits: 1, most: 5 }),
    row('DOM nodes, last third', mean(last, 'nodes'), { note: `first third ${Math.round(mean(first, 'nodes'))}` }),
    row('listeners, last third', mean(last, 'listeners'), {
      note: `first third ${Math.round(mean(first, 'listeners'))}`,
    }),
    row('events published a second', pace.perSecond, { digits: 1, least: Math.floor(PER_SECOND * 0.99) }),
  ];
}
