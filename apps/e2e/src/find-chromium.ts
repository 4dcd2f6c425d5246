import chromium from '@sparticuz/chromium';
import { existsSync } from 'node:fs';

const DEBIAN = '/usr/bin/chromium';

/** `CHROMIUM_PATH`, Debian's, or the one that an npm package brings along. */
export async function findChromium(): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  return existsSync(DEBIAN) ? DEBIAN : chromium.executablePath();
}
