import { setTimeout as after } from 'node:timers/promises';
import { becomesLive } from '../browser.mjs';
import { describeCores, row } from '../rows.mjs';
import { shareOfCores } from '../shares.mjs';

const PER_SECOND = 100;
const MARKED_PER_SECOND = 20;
const WARM_UP_MS = 3_000;
const RECORD_MS = 30_000;
/** After the last one was published. */
const PATIENCE_MS = 500;

const PAGES = { 'the feed page': '/feed', 'the overview': '/' };

/** How long after it was published an event stands on the screen, the page's CPU as it is. */
export async function latency(_name, { world, browser }) {
  const sections = [];
  for (const [where, path] of Object.entries(PAGES)) {
    const opened = await browser.newPage();
    await opened.page.goto(`${world.url}${path}`);
    await becomesLive(opened);
    await world.tell(`pace ${PER_SECOND} ${MARKED_PER_SECOND}`);
    await after(WARM_UP_MS);
    await world.tell('stop');
    await after(PATIENCE_MS);
    await opened.page.evaluate(watchMarks);
    const { result: pace, cores } = await shareOfCores({ world, browser }, async () => {
      await world.tell(`pace ${PER_SECOND} ${MARKED_PER_SECOND}`);
      await after(RECORD_MS);
      return world.tell('stop');
    });
    await after(PATIENCE_MS);
    const times = await opened.page.evaluate(() => globalThis.shownAfterMs);
    await opened.context.close();
    sections.push({ title: `event to pixel on ${where}, ${PER_SECOND} events/s`, rows: rowsOf(times, pace, cores) });
  }
  return sections;
}

function rowsOf(times, pace, cores) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.ceil(sorted.length * share) - 1];
  return [
    row('50 %', at(0.5), { unit: ' ms' }),
    row('99 %', at(0.99), { unit: ' ms', below: 60 }),
    row('slowest', at(1), { unit: ' ms', note: `of ${times.length}` }),
    row('never shown', pace.marked - times.length, { most: 0 }),
    row(
      'cores used',
      Object.values(cores).reduce((sum, each) => sum + each, 0),
      { digits: 2, note: describeCores(cores) },
    ),
  ];
}

/**
 * Runs in the page. A mark counts as shown when the frame that draws it is through: what is newly observed is looked at in the
 * next frame that is drawn, which is the one under way where the change was made within a frame.
 */
function watchMarks() {
  const { document, IntersectionObserver, MutationObserver } = globalThis;
  const seen = new Set();
  const times = (globalThis.shownAfterMs = []);
  const afterFrame = (then) => {
    const observer = new IntersectionObserver(() => {
      observer.disconnect();
      then();
    });
    observer.observe(document.body);
  };
  const observer = new MutationObserver((mutations) => {
    const changed = mutations.flatMap(({ type, target, addedNodes }) =>
      type === 'childList' ? [...addedNodes] : [target],
    );
    const found = changed.flatMap((node) => [...node.textContent.matchAll(/mark (\d+) at (\d+)/g)]);
    const fresh = found.filter(([, number]) => !seen.has(number) && seen.add(number));
    if (fresh.length > 0) afterFrame(() => times.push(...fresh.map(([, , at]) => Date.now() - Number(at))));
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}
