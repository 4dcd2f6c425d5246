import { setTimeout as after } from 'node:timers/promises';
import { becomesLive } from '../browser.mjs';
import { row } from '../rows.mjs';

/** What a small installation has been through lately. */
const HISTORY = 300;
const LOADS = 5;
/** What comes later is not part of the first view. */
const SETTLE_MS = 1_500;
const KB = 1_000;
/** Kinds of requests that bring no part of the program. */
const DATA = ['XHR', 'Fetch', 'EventSource'];

/** How much is loaded until the overview stands, with an empty cache, and how soon it stands. */
export async function firstView(_name, { world, browser }) {
  await world.tell(`history ${HISTORY}`);
  await world.tell('begin');
  const loads = [];
  for (let load = 0; load < LOADS; load++) loads.push(await loadOnce({ world, browser }));
  const [{ requests }] = loads;
  const kbOf = (fits) => requests.filter(({ kind }) => fits(kind)).reduce((sum, { bytes }) => sum + bytes, 0) / KB;
  const is = (name) => (kind) => kind === name;
  const isData = (kind) => DATA.includes(kind);
  const program = kbOf((kind) => !isData(kind));
  const [script, style, font] = ['Script', 'Stylesheet', 'Font'].map((name) => kbOf(is(name)));
  const paints = loads.map(({ paintMs }) => paintMs).sort((a, b) => a - b);
  const ofData = requests.filter(({ kind }) => isData(kind)).length;
  const size = { unit: ' KB', digits: 1 };
  return [
    {
      title: 'first view of the overview, empty cache, 12 servers',
      rows: [
        row('script', script, size),
        row('style', style, size),
        row('font', font, size),
        row('page, icon and other files', program - script - style - font, size),
        row('all of these', program, { ...size, below: 200 }),
        row('data', kbOf(isData), { ...size, note: `${HISTORY} runs that ended lately` }),
        row('requests', requests.length, { note: `of them ${ofData} for data` }),
        row('largest contentful paint, median', paints[Math.floor(LOADS / 2)], { unit: ' ms', below: 1_500 }),
        row('largest contentful paint, slowest', paints.at(-1), { unit: ' ms', note: `of ${LOADS} loads` }),
      ],
      requests,
    },
  ];
}

async function loadOnce({ world, browser }) {
  const opened = await browser.newPage();
  const { page, cdp } = opened;
  const requests = new Map();
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  cdp.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (request.url.startsWith('data:')) return;
    requests.set(requestId, { url: request.url.slice(world.url.length), kind: type, bytes: 0, received: 0 });
  });
  cdp.on('Network.dataReceived', ({ requestId, encodedDataLength }) =>
    add(requests.get(requestId), 'received', encodedDataLength),
  );
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    add(requests.get(requestId), 'bytes', encodedDataLength),
  );
  await page.goto(world.url);
  await becomesLive(opened);
  await page.locator('app-board-cell').first().waitFor();
  await after(SETTLE_MS);
  const paintMs = await page.evaluate(largestPaint);
  await opened.context.close();
  // A stream is not finished: what came of it so far counts.
  const loaded = [...requests.values()].map(({ received, bytes, ...request }) => ({
    ...request,
    bytes: Math.max(bytes, received),
  }));
  return { requests: loaded, paintMs };
}

function add(request, key, bytes) {
  if (request) request[key] += bytes;
}

/** Runs in the page. */
function largestPaint() {
  const { PerformanceObserver } = globalThis;
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
      type: 'largest-contentful-paint',
      buffered: true,
    });
  });
}
