/**
 * Writes the part of IBM Plex Sans that English pages are made of (half the bytes) to `dist-font/`, for `src/font.scss`:
 * `node subset-font.mjs`
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import subsetFont from 'subset-font';

/** As in the `unicode-range` of `src/font.scss`. */
const CHARACTERS = range(0x20, 0x7e) + '\u00a0·×–—’“”…←↑→↓−';
const WEIGHTS = { min: 400, max: 700 };

const require = createRequire(import.meta.url);
const whole = require.resolve('@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2');
const part = await subsetFont(readFileSync(whole), CHARACTERS, {
  targetFormat: 'woff2',
  variationAxes: { wght: WEIGHTS },
});
const folder = join(import.meta.dirname, 'dist-font');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'ibm-plex-sans-english.woff2'), part);

function range(first, last) {
  return String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}
