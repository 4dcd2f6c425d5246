import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeIdempotencyKeys } from './idempotency-keys.contract.ts';
import { openSqlite, type SqliteDatabase } from './sqlite-database.ts';
import { SqliteIdempotencyKeys } from './sqlite-idempotency-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobwire-keys-'));
const databases: SqliteDatabase[] = [];
let files = 0;

function open(file = join(folder, `${files++}.db`)): SqliteDatabase {
  const database = openSqlite({ file });
  databases.push(database);
  return database;
}

describeIdempotencyKeys('SqliteIdempotencyKeys', (options) => new SqliteIdempotencyKeys(open(), options), {
  'keeps a key that somebody else has claimed since: that one may be about to start the run':
    'one process has the database, and claims a key once at a time',
});

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('remembers a key when it is opened again', async () => {
  const file = join(folder, 'again.db');
  const claim = { jobId: 'first', fingerprint: 'aaa' };
  await new SqliteIdempotencyKeys(open(file)).claim('key', claim);
  databases.pop()?.close();
  expect(await new SqliteIdempotencyKeys(open(file)).claim('key', { jobId: 'second', fingerprint: 'bbb' })).toEqual(
    claim,
  );
});
