import { closeSync, copyFileSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const PAGE = 4_096;

/** Overwrites the page that holds this event, also while a program has the file: it says nothing to it. */
export function damageEvent(file: string, id: number): void {
  // The file itself is locked. The table grows with the ids, so its leaves are in their order.
  const copy = `${file}-copy`;
  copyFileSync(file, copy);
  const database = new DatabaseSync(copy);
  const leaves = database
    .prepare("SELECT pageno, ncell FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path")
    .all() as { pageno: number; ncell: number }[];
  database.close();
  for (const each of [copy, `${copy}-wal`, `${copy}-shm`]) rmSync(each, { force: true });
  let last = 0;
  const leaf = leaves.find(({ ncell }) => (last += ncell) >= id);
  if (!leaf) throw new Error(`Event ${id} is not in ${file} yet, only ${last} are`);
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(PAGE, 0xff), 0, PAGE, (leaf.pageno - 1) * PAGE);
  closeSync(handle);
}

/** Overwrites a text wherever it stands, with zeros. SQLite does not notice: it has no checksums. */
export function damageText(file: string, text: string): void {
  const bytes = readFileSync(file);
  const first = bytes.indexOf(text);
  if (first === -1) throw new Error(`${text} is not in ${file}`);
  for (let at = first; at !== -1; at = bytes.indexOf(text, at)) bytes.fill(0, at, at + text.length);
  writeFileSync(file, bytes);
}
