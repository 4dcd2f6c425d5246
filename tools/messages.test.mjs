import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './program.mjs';

const dashboard = join(root, 'apps/dashboard');

/** What a translator is given, by the id of the message. Where it stands in the code may change. */
function readMessages(folder) {
  const file = readFileSync(join(folder, 'messages.xlf'), 'utf8');
  const units = file.matchAll(/<trans-unit id="(\d+)".*?<source>(.*?)<\/source>(.*?)<\/trans-unit>/gs);
  return new Map(
    Array.from(units, ([, id, source, more]) => [
      id,
      [source.replace(/ equiv-text="[^"]*"/g, ''), ...more.matchAll(/<note.*?<\/note>/g)].join('\n'),
    ]),
  );
}

test('src/locale/messages.xlf has all texts of the dashboard, as they are', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'jobwire-messages-'));
  context.after(() => rmSync(folder, { recursive: true }));
  execFileSync('npm', ['run', '-s', 'extract-i18n', '--', '--output-path', folder], { cwd: dashboard, stdio: 'pipe' });
  const found = readMessages(folder);
  const kept = readMessages(join(dashboard, 'src/locale'));
  assert.ok(found.size > 100, 'messages were found');
  const changed = [...new Set([...found.keys(), ...kept.keys()])].filter((id) => found.get(id) !== kept.get(id));
  assert.deepEqual(
    changed.map((id) => found.get(id) ?? `no more: ${kept.get(id)}`),
    [],
    'Write the file anew: npm run extract-i18n in apps/dashboard',
  );
});
