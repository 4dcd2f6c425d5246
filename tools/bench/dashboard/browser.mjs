import { chromium } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../../apps/e2e/src/find-chromium.ts';

export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real Chromium. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ARGUMENTS,
  });
  const session = await browser.newBrowserCDPSession();
  return {
    version: browser.version(),
    /** A page in a window and with a cache of its own. */
    async newPage() {
      const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
      const page = await context.newPage();
      page.on('pageerror', ({ message }) => console.log(`The page says: ${message}`));
      return { page, context, cdp: await context.newCDPSession(page) };
    },
    cpu: () => cpuByKind(session),
    close: () => browser.close(),
  };
}

/** CPU so far by kind of process (`renderer`, `GPU`, `browser`, ...), in milliseconds. */
export async function cpuByKind(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const kinds = {};
  for (const { type, cpuTime } of processInfo) kinds[type] = (kinds[type] ?? 0) + cpuTime * 1_000;
  return kinds;
}

/** Makes the page's main thread so many times slower; 1 is as fast as it goes. */
export async function throttle({ cdp }, rate) {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
}

/** Resolves when the page is live. */
export async function becomesLive({ page }) {
  await page.getByRole('button', { name: 'Connection: Live' }).waitFor();
}

/** A CPU profile of what is done meanwhile, for Chromium's developer tools; without a folder there is none. */
export async function profile({ cdp }, { folder, name }, work) {
  if (folder === undefined) return work();
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.start');
  const result = await work();
  const { profile: recorded } = await cdp.send('Profiler.stop');
  writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(recorded));
  return result;
}
