import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const all = mkdtempSync(join(tmpdir(), 'jobwire-bench-'));

// However we end; what still runs was killed before.
process.on('exit', () => rmSync(all, { recursive: true, force: true, maxRetries: 5 }));

/** A new folder, gone when the benchmark is over. */
export function tempFolder() {
  return mkdtempSync(join(all, 'folder-'));
}
