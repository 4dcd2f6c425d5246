import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './event-store.ts';
import { openSqlite, type SqliteDatabase } from './sqlite-database.ts';
import { MIGRATIONS } from './sqlite-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobwire-database-'));
const databases: SqliteDatabase[] = [];
let files = 0;

function newFile(): string {
  return join(folder, `${files++}.db`);
}

function open(file = newFile()): SqliteDatabase {
  const database = openSqlite({ file });
  databases.push(database);
  return database;
}

function foreignDatabase(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

const claim = 'INSERT INTO idempotency_keys (key, job_id, fingerprint, claimed_ms) VALUES (?, ?, ?, ?)';
const countKeys = (database: SqliteDatabase): number =>
  database.statement<{ count: number }>('SELECT count(*) AS count FROM idempotency_keys').get()?.count ?? -1;

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openSqlite', () => {
  it('makes the file and the folders above it', () => {
    const database = open(join(folder, 'made', 'for', 'it.db'));
    expect(database.isOpen).toBe(true);
    expect(countKeys(database)).toBe(0);
  });

  it('says locked where another one has the file, and opens it when that one has closed', () => {
    const file = newFile();
    const first = open(file);
    expect(() => open(file)).toThrow(expect.objectContaining({ name: 'StoreError', type: 'locked' }));
    first.close();
    expect(open(file).isOpen).toBe(true);
  });

  it('says locked where another program is writing to the file', () => {
    const file = newFile();
    open(file).close();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    expect(() => open(file)).toThrow(
      expect.objectContaining({ type: 'locked', message: expect.stringContaining(file) }),
    );
    other.close();
  });

  it('lets no other program write to the file while it is open', () => {
    const file = newFile();
    open(file);
    const other = new DatabaseSync(file);
    expect(() => other.exec('DELETE FROM events')).toThrow(/locked/);
    other.close();
  });

  it('says corrupt where the file is no database, and leaves it as it was', () => {
    const file = newFile();
    writeFileSync(file, 'no database '.repeat(1_000));
    expect(() => open(file)).toThrow(expect.objectContaining({ name: 'StoreError', type: 'corrupt' }));
  });

  it('says failed where the file cannot be made', () => {
    const file = newFile();
    mkdirSync(file);
    expect(() => open(file)).toThrow(expect.objectContaining({ name: 'StoreError', type: 'failed' }));
    writeFileSync(join(folder, 'a-file'), '');
    expect(() => open(join(folder, 'a-file', 'x.db'))).toThrow(
      expect.objectContaining({ name: 'StoreError', type: 'failed' }),
    );
  });

  it("refuses a newer Jobwire's file and another program's", () => {
    const newer = newFile();
    foreignDatabase(newer, `PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    expect(() => open(newer)).toThrow(/newer Jobwire/);
    const foreign = newFile();
    foreignDatabase(foreign, 'CREATE TABLE customers (name TEXT)');
    expect(() => open(foreign)).toThrow(/another program/);
    foreignDatabase(foreign, 'INSERT INTO customers VALUES (1)');
  });
});

describe('SqliteDatabase', () => {
  it('commits what is written in one turn of the loop together', async () => {
    const database = open();
    const seen: number[] = [];
    const first = database.write(() => {
      database.statement(claim).run('a', 'run', 'x', 1);
      return 'first';
    });
    const second = database.write(() => seen.push(countKeys(database)));
    expect(countKeys(database)).toBe(0);
    expect(await Promise.all([first, second])).toEqual(['first', 1]);
    expect(seen).toEqual([1]);
    expect(countKeys(database)).toBe(1);
  });

  it('stores nothing of a turn in which one write fails, and goes on with the next', async () => {
    const database = open();
    const first = database.write(() => database.statement(claim).run('a', 'run', 'x', 1));
    const second = database.write(() => database.statement(claim).run('a', 'run', 'x', 1));
    const results = await Promise.allSettled([first, second]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(results[0]).toMatchObject({
      reason: { name: 'StoreError', type: 'failed', message: expect.stringContaining('UNIQUE') },
    });
    expect(countKeys(database)).toBe(0);
    await database.write(() => database.statement(claim).run('a', 'run', 'x', 1));
    expect(countKeys(database)).toBe(1);
  });

  it('undoes a transaction that throws, and lets the error through', () => {
    const database = open();
    const work = (): void => {
      database.statement(claim).run('a', 'run', 'x', 1);
      throw new StoreError('Something is wrong', 'failed');
    };
    expect(() => database.transaction(work)).toThrow('Something is wrong');
    expect(countKeys(database)).toBe(0);
  });

  it('stores what waits when it is closed, and refuses everything after', async () => {
    const file = newFile();
    const database = open(file);
    const writing = database.write(() => database.statement(claim).run('a', 'run', 'x', 1));
    const count = database.statement('SELECT count(*) FROM idempotency_keys');
    database.close();
    database.close();
    await writing;
    const closed = expect.objectContaining({ name: 'StoreError', type: 'closed' });
    await expect(database.write(() => undefined)).rejects.toEqual(closed);
    expect(() => count.get()).toThrow(closed);
    expect(() => database.statement('SELECT 1')).toThrow(closed);
    expect(countKeys(open(file))).toBe(1);
  });
});
