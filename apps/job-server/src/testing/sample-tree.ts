import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from './output-of.ts';

/** What is hard to measure and to compare, each with a name that says what it is. */
export function writeSampleTree(root: string): void {
  for (const folder of ['a/b/c', 'empty', 'links', 'many', 'öäü 日本'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'empty-file'), '');
  writeFileSync(join(root, 'a/large'), Buffer.alloc(300_000, 'large'));
  writeFileSync(join(root, 'a/b/c/small'), 'small');
  writeFileSync(join(root, 'öäü 日本/новый'), 'text');
  for (let number = 0; number < 700; number++) writeFileSync(join(root, 'many', `${number}`), `${number}`);

  writeFileSync(join(root, 'sparse'), 'begin');
  truncateSync(join(root, 'sparse'), 5_000_000);
  linkSync(join(root, 'a/large'), join(root, 'links/hard'));
  linkSync(join(root, 'a/large'), join(root, 'a/hard'));
  symlinkSync(root, join(root, 'links/around'));
  symlinkSync('itself', join(root, 'links/itself'));
  symlinkSync('/', join(root, 'links/everything'));
  outputOf('mkfifo', join(root, 'pipe'));

  const strange = Buffer.concat([Buffer.from(`${root}/`), Buffer.from('no utf-8 \xff\xfe \\ \n \r', 'latin1')]);
  mkdirSync(strange);
  writeFileSync(Buffer.concat([strange, Buffer.from('/\xff', 'latin1')]), 'strange');
}
