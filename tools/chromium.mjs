import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Sees to it that there is a Chromium for the end-to-end tests: `CHROMIUM_PATH`, Debian's, else Debian's is installed where
 * we may, else the one that the npm package @sparticuz/chromium brings along. Returns what is missing, if anything.
 */
export function installChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return existsSync(CHROMIUM_PATH) ? undefined : `CHROMIUM_PATH names no file: ${CHROMIUM_PATH}`;
  if (existsSync('/usr/bin/chromium')) return undefined;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing chromium (apt-get), for the end-to-end tests ...');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], options);
    if (existsSync('/usr/bin/chromium')) return undefined;
  }
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return 'no Chromium: install one and set CHROMIUM_PATH to its executable';
}
