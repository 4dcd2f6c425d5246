import { setTimeout as after } from 'node:timers/promises';
import { openPlainBrowser } from '../plain-browser.mjs';
import { describeCores, row } from '../rows.mjs';
import { shareOfCores } from '../shares.mjs';

const PER_SECOND = 1_000;
const WARM_UP_MS = 10_000;
const RECORD_MS = 15_000;
const SETTLE_MS = 2_000;
const PATIENCE_MS = 10_000;
const TITLE = `overview in a hidden tab, ${PER_SECOND.toLocaleString('en')} events/s`;

/** What a tab in the background costs, and how soon it is right when it is shown again. */
export async function hidden(_name, { world }) {
  const browser = await openPlainBrowser();
  try {
    const tab = await browser.newTab(world.url);
    await until(tab, isLive);
    await world.tell(`pace ${PER_SECOND}`);
    await after(WARM_UP_MS);
    const shown = await shareOfCores({ world, browser }, () => after(RECORD_MS));
    // A tab in front of it, as people do.
    await browser.newTab('about:blank');
    await until(tab, () => globalThis.document.visibilityState === 'hidden');
    await after(SETTLE_MS);
    const unseen = await shareOfCores({ world, browser }, () => after(RECORD_MS));
    await world.tell('stop');
    const expected = await readStates(world.url);
    await tab.evaluate(watchStates, { expected, patienceMs: PATIENCE_MS });
    await tab.show();
    const rightAfterMs = await tab.evaluate(() => globalThis.rightAfterMs);
    return [{ title: TITLE, rows: rowsOf({ shown, unseen, rightAfterMs, states: expected.length }) }];
  } finally {
    await browser.close();
  }
}

function rowsOf({ shown, unseen, rightAfterMs, states }) {
  const cores = { unit: ' cores', digits: 2 };
  return [
    row('renderer while shown', shown.cores.renderer, { ...cores, note: describeCores(shown.cores) }),
    row('renderer while hidden', unseen.cores.renderer, { ...cores, note: describeCores(unseen.cores) }),
    row('right after it is shown', rightAfterMs, { unit: ' ms', most: 1_000, note: `${states} states` }),
  ];
}

async function until(tab, condition) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await tab.evaluate(condition))) {
    if (Date.now() > deadline) throw new Error(`In vain was waited for ${condition}`);
    await after(100);
  }
}

/** Runs in the page. */
function isLive() {
  return globalThis.document.querySelector('jw-connection-badge')?.textContent.includes('Live') ?? false;
}

/** What each cell of the board has to say, by what the server says. */
async function readStates(url) {
  const servers = await getJson(`${url}/api/servers`);
  const states = [];
  for (const { serverId, name } of servers) {
    const { jobs } = await getJson(`${url}/api/servers/${serverId}/jobs`);
    for (const { jobName, state, jobId, progress } of jobs) {
      if (jobId === undefined) continue;
      states.push({
        label: `${jobName} on ${name}:`,
        state,
        path: `/runs/${jobId}`,
        percent: Math.floor(progress?.percent ?? -1),
      });
    }
  }
  return states;
}

async function getJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
  return response.json();
}

/** Runs in the page: how long after it is shown every cell says what it has to. */
function watchStates({ expected, patienceMs }) {
  const { document, requestAnimationFrame } = globalThis;
  const words = { running: 'Running', queued: 'Queued', failed: 'Failed', stopped: 'Cancelled', idle: 'Done' };
  const labelOf = (cell) => cell.querySelector('.visually-hidden').textContent;
  const isRight = () => {
    const cells = new Map([...document.querySelectorAll('app-board-cell')].map((cell) => [labelOf(cell), cell]));
    return expected.every(({ label, state, path, percent }) => {
      const word = cells.get(label)?.querySelector('a.word');
      if (word?.getAttribute('href') !== path || !word.textContent.startsWith(words[state])) return false;
      return percent < 0 || word.textContent === `${words[state]} ${percent}\u00a0%`;
    });
  };
  const shown = new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
  globalThis.rightAfterMs = shown.then(async () => {
    const startedAt = performance.now();
    while (!isRight() && performance.now() - startedAt < patienceMs) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - startedAt;
  });
}
