/**
 * Puts a `.br` and a `.gz` beside each file of a folder that gets smaller by it, for servers that send them as they are:
 * `node compress.mjs <folder>`
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const TEXTS = new Set(['.css', '.html', '.js', '.svg']);

const folder = process.argv[2];
if (!folder) {
  console.error('Use: node compress.mjs <folder>');
  process.exit(1);
}
for (const name of readdirSync(folder, { recursive: true }).filter((file) => TEXTS.has(extname(file)))) {
  const file = join(folder, name);
  const bytes = readFileSync(file);
  for (const [ending, compressed] of [
    ['br', brotliCompressSync(bytes)],
    ['gz', gzipSync(bytes, { level: 9 })],
  ]) {
    if (compressed.length < bytes.length) writeFileSync(`${file}.${ending}`, compressed);
  }
}
