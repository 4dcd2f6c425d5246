import { existsSync } from 'node:fs';
import { installDebianPackage } from './debian-package.mjs';

/**
 * Sees to it that there is a Chromium for the end-to-end tests: `CHROMIUM_PATH`, Debian's, else Debian's is installed where
 * we may, else the one that the npm package @sparticuz/chromium brings along. Returns what is missing, if anything.
 */
export function installChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return existsSync(CHROMIUM_PATH) ? undefined : `CHROMIUM_PATH names no file: ${CHROMIUM_PATH}`;
  const debian = { program: '/usr/bin/chromium', purpose: 'the end-to-end tests' };
  if (installDebianPackage('chromium', debian)) return undefined;
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return 'no Chromium: install one and set CHROMIUM_PATH to its executable';
}
