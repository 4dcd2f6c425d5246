import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { StoreError } from './event-store.ts';
import { toStoreError } from './sqlite-error.ts';
import { MIGRATIONS } from './sqlite-schema.ts';

/** How long opening waits for another program to let go of the file, such as the one that this one replaces. */
const OPEN_TIMEOUT_MS = 1_000;

/**
 * - EXCLUSIVE: one program at a time, as positions are given from memory. The lock goes with the process, however it ends.
 * - NORMAL: a commit is handed to the operating system, not waited for on the disk. It survives `kill -9`; a power cut can take
 *   the last moments, and leaves the file intact. FULL waits on the loop for the disk: a commit of one event then takes 5 to 10
 *   times as long (0.15 to 0.5 ms measured on a fast virtual disk), a commit of a thousand the same.
 * - INCREMENTAL: trimming can give space back. It costs appends nothing measurable.
 */
const PRAGMAS = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA journal_size_limit = 16777216;
`;

/** Something to be written in the transaction of a turn of the loop. All three are called synchronously. */
export interface TurnWrite {
  /** Within the transaction. What it throws undoes the whole turn. */
  write(): void;
  /** It is durable. Nothing else has run since. */
  committed(): void;
  /** Nothing of the turn was stored. */
  failed(error: StoreError): void;
}

/** A statement that is prepared once. Its errors are {@link StoreError}s. */
export interface SqliteStatement<Row> {
  all(...parameters: SQLInputValue[]): Row[];
  get(...parameters: SQLInputValue[]): Row | undefined;
  run(...parameters: SQLInputValue[]): void;
}

/**
 * Opens the file, or makes it with the folders above it. No other program can open it until it is closed or this process
 * ends. Throws a {@link StoreError}: `locked`, `corrupt`, or `failed` where it cannot be opened or is not Jobwire's.
 */
export function openSqlite({ file }: { readonly file: string }): SqliteDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new SqliteDatabase(file, new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS }));
  } catch (error) {
    // The file system's errors (no permission, a file where a folder should be) and the database's own.
    throw toStoreError(error, file);
  }
}

/** The database that the store, the run log and the idempotency keys share. Made by {@link openSqlite}. */
export class SqliteDatabase {
  readonly #file: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement<unknown>>();
  #waiting: TurnWrite[] = [];
  #turn: NodeJS.Immediate | undefined;

  constructor(file: string, connection: DatabaseSync) {
    this.#file = file;
    this.#connection = connection;
    try {
      connection.exec(PRAGMAS);
      this.transaction(() => this.#migrate());
    } catch (error) {
      // Whatever it is: the file must not stay locked by a database that nobody has.
      connection.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** A prepared statement; the same one for the same SQL. `Row` is what its columns are known to hold. */
  statement<Row>(sql: string): SqliteStatement<Row> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#guard(() => this.#wrap(this.#connection.prepare(sql)));
      this.#statements.set(sql, statement);
    }
    return statement as SqliteStatement<Row>;
  }

  exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql));
  }

  /** Does the work in a transaction of its own, now: all of it is stored when this returns, or nothing when it throws. */
  transaction<Result>(work: () => Result): Result {
    return this.#guard(() => {
      this.#connection.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#connection.exec('COMMIT');
        return result;
      } catch (error) {
        // Whatever the work or the commit throws. Some errors (a full disk) have ended the transaction already.
        if (this.#connection.isOpen && this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Writes together with all else of this turn of the loop, in one transaction at its end. Throws where the database is closed. */
  enqueue(write: TurnWrite): void {
    if (!this.isOpen)
      throw new StoreError(`The store in ${this.#file} is closed: nothing can be stored any more.`, 'closed');
    this.#waiting.push(write);
    this.#turn ??= setImmediate(() => this.#commitTurn());
  }

  /** As {@link enqueue}, as a promise of what the work returns. */
  async write<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      this.enqueue({ write: () => void (result = work()), committed: () => resolve(result), failed: reject });
    });
  }

  /** Stores what waits, then lets go of the file. */
  close(): void {
    if (!this.isOpen) return;
    this.flush();
    this.#guard(() => this.#connection.close());
  }

  /** Stores what waits, now. */
  flush(): void {
    if (this.#turn) this.#commitTurn();
  }

  #commitTurn(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const writes = this.#waiting;
    this.#waiting = [];
    try {
      this.transaction(() => writes.forEach((write) => write.write()));
    } catch (error) {
      // A StoreError by then: every statement and the transaction itself are guarded.
      writes.forEach((write) => write.failed(error as StoreError));
      return;
    }
    writes.forEach((write) => write.committed());
  }

  #migrate(): void {
    const { version } = this.statement<{ version: number }>(
      'SELECT user_version AS version FROM pragma_user_version',
    ).get() ?? { version: 0 };
    const isForeign = version === 0 && this.statement('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
    if (isForeign) throw new StoreError(`${this.#file} belongs to another program. Choose another file.`, 'failed');
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        `${this.#file} was written by a newer Jobwire. Run that one, or choose another file.`,
        'failed',
      );
    }
    for (const script of MIGRATIONS.slice(version)) this.#connection.exec(script);
    this.#connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  }

  #wrap(statement: StatementSync): SqliteStatement<unknown> {
    return {
      all: (...parameters) => this.#guard(() => statement.all(...parameters)),
      get: (...parameters) => this.#guard(() => statement.get(...parameters)),
      run: (...parameters) => void this.#guard(() => statement.run(...parameters)),
    };
  }

  #guard<Result>(use: () => Result): Result {
    try {
      return use();
    } catch (error) {
      // Everything that goes on in the database: told in the operator's words.
      throw toStoreError(error, this.#file);
    }
  }
}
