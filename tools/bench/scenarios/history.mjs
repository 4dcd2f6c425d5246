import { fileURLToPath } from 'node:url';
import { NODE } from '../../program.mjs';
import { startChild } from '../child.mjs';
import { tempFolder } from '../temp-folder.mjs';

/** First pages, as the dashboard asks for them. */
const PAGES = {
  plain: '/api/runs',
  filter: '/api/runs?serverId=7&state=failed',
  span: `/api/runs?serverId=7,8,9&from=${Date.now() - 7 * 24 * 3_600_000}`,
  common: '/api/runs?q=invoices',
  rare: '/api/runs?q=quarantined',
  phrase: `/api/runs?q=${encodeURIComponent('"no space left on device, write /srv/ledgers" -job:db-* by:ada')}`,
  short: '/api/runs?q=zq',
  duration: `/api/runs?q=${encodeURIComponent('duration:>4m')}`,
  slow: '/api/runs?q=is:slow',
  run: '/api/runs?q=run:00gmj6*',
  stats: `/api/stats?from=${Date.now() - 24 * 3_600_000}&step=600000`,
  anomalies: '/api/anomalies?state=open',
};

/** The figures of each page. */
export const HISTORY_METRICS = Object.keys(PAGES).flatMap((page) =>
  ['p50', 'p99'].map((percentile) => ({
    key: `${page}${percentile}Ms`,
    label: `${page}: ${percentile} ms`,
    better: 'less',
  })),
);

/** How long first pages of a long history take over HTTP, one request after the other. */
export async function history(_name, { runs, requests }) {
  let listening;
  const port = new Promise((resolve) => (listening = resolve));
  const child = startChild({
    command: NODE,
    args: [fileURLToPath(new URL('../servers/history.mjs', import.meta.url)), String(runs), tempFolder()],
    onLine: (line) => line.startsWith('listening ') && listening(Number(line.split(' ')[1])),
  });
  try {
    const how = await Promise.race([port, child.ended]);
    if (typeof how !== 'number') throw new Error(`It ended with ${how}: ${child.lines.join('\n')}`);
    const result = {};
    for (const [page, path] of Object.entries(PAGES)) {
      const times = [];
      for (let request = 0; request < requests; request++) times.push(await timeOf(`http://127.0.0.1:${how}${path}`));
      times.sort((a, b) => a - b);
      result[`${page}p50Ms`] = times[Math.floor(times.length / 2)];
      result[`${page}p99Ms`] = times[Math.ceil(times.length * 0.99) - 1];
    }
    return result;
  } finally {
    await child.stop();
  }
}

async function timeOf(url) {
  const startedAt = performance.now();
  const response = await fetch(url);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} was answered with ${response.status}: ${body}`);
  return performance.now() - startedAt;
}
