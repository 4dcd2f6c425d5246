import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { makeFolder } from './make-folder.ts';
import { damaged, toStoreError } from './sqlite-error.ts';
import { SqliteFiles } from './sqlite-files.ts';
import { MIGRATIONS } from './sqlite-schema.ts';
import { StoreError } from './store-error.ts';

/** How long opening waits for another program to let go of the file, such as the one that this one replaces. */
const OPEN_TIMEOUT_MS = 1_000;

/**
 * - EXCLUSIVE: one program at a time, as positions are given from memory. The lock goes with the process, however it ends. It
 *   comes first: then there is no -shm file, for which a full disk had no room.
 * - NORMAL: a commit is handed to the operating system, not waited for on the disk. It survives `kill -9`; a power cut can take
 *   the last moments, and leaves the file intact. FULL waits on the loop for the disk: a commit of one event then takes 5 to 10
 *   times as long (0.15 to 0.5 ms measured on a fast virtual disk), a commit of a thousand the same.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA journal_size_limit = 16777216;
`;

/** For a new file only, as it writes. Trimming can then give space back. It costs appends nothing measurable. */
const PRAGMA_OF_NEW = 'PRAGMA auto_vacuum = INCREMENTAL';

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

export interface SqliteOptions {
  readonly file: string;
  /** What makes its tables, one script for each version. Default: those of the store. */
  readonly migrations?: readonly string[];
}

/**
 * Opens the file, or makes it with the folders above it. No other program can open it until it is closed or this process
 * ends. Throws a {@link StoreError}: `locked`, `corrupt`, `full`, or `failed` where it cannot be opened or is not Jobwire's.
 */
export function openSqlite({ file, migrations = MIGRATIONS }: SqliteOptions): SqliteDatabase {
  try {
    makeFolder(dirname(file));
  } catch (error) {
    // ENOENT below /proc, ENOTDIR below a file, EACCES, EROFS, ENOSPC.
    throw new StoreError(
      `The folder ${dirname(file)} cannot be made: ${(error as Error).message}. Choose one that can.`,
      'failed',
      { cause: error },
    );
  }
  try {
    return new SqliteDatabase(file, new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS }), migrations);
  } catch (error) {
    // The database's own: no permission, no database, in use.
    throw toStoreError(error, file);
  }
}

/** The database that the store, the run log and the idempotency keys share. Made by {@link openSqlite}. */
export class SqliteDatabase {
  readonly #file: string;
  readonly #connection: DatabaseSync;
  readonly #migrations: readonly string[];
  readonly #files: SqliteFiles;
  readonly #statements = new Map<string, SqliteStatement<unknown>>();
  #waiting: TurnWrite[] = [];
  #turn: NodeJS.Immediate | undefined;
  #writeFault: StoreError | undefined;
  #damage: StoreError | undefined;

  constructor(file: string, connection: DatabaseSync, migrations: readonly string[]) {
    this.#file = file;
    this.#connection = connection;
    this.#migrations = migrations;
    try {
      connection.exec('PRAGMA locking_mode = EXCLUSIVE');
      if (connection.prepare('PRAGMA page_count').get()?.['page_count'] === 0) connection.exec(PRAGMA_OF_NEW);
      connection.exec(PRAGMAS);
      this.transaction(() => this.#migrate());
      this.#files = new SqliteFiles(file);
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

  /** What was stored as JSON. */
  parse<Value>(json: string): Value {
    return this.#guard(() => JSON.parse(json) as Value);
  }

  /** The error for damage that SQLite does not notice. From now on {@link fault} tells of it. */
  damaged(): StoreError {
    const error = damaged(this.#file);
    this.#damage ??= error;
    return error;
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
        this.#writeFault = toStoreError(error, this.#file);
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

  /**
   * Why the last write failed, or the damage that was found since the start; `undefined` while all is well. Tries to write
   * where the last write failed: nobody else may do so before this says that it is possible again.
   */
  fault(): StoreError | undefined {
    if (this.#writeFault && this.isOpen) {
      try {
        this.#files.check();
        // It writes a page, though the number stays the same.
        this.transaction(() => this.exec(`PRAGMA user_version = ${this.#migrations.length}`));
        this.#writeFault = undefined;
      } catch (error) {
        // A StoreError: it is as it was, or something else is wrong by now.
        this.#writeFault = error as StoreError;
      }
    }
    return this.#writeFault ?? this.#damage;
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
      this.#files.checkNowAndThen();
      this.transaction(() => writes.forEach((write) => write.write()));
    } catch (error) {
      // A StoreError by then: every statement and the transaction itself are guarded.
      this.#writeFault = error as StoreError;
      writes.forEach((write) => write.failed(error as StoreError));
      return;
    }
    this.#writeFault = undefined;
    writes.forEach((write) => write.committed());
  }

  #migrate(): void {
    const { version } = this.statement<{ version: number }>(
      'SELECT user_version AS version FROM pragma_user_version',
    ).get() ?? { version: 0 };
    const isForeign = version === 0 && this.statement('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
    if (isForeign) throw new StoreError(`${this.#file} belongs to another program. Choose another file.`, 'failed');
    if (version > this.#migrations.length) {
      throw new StoreError(
        `${this.#file} was written by a newer Jobwire. Run that one, or choose another file.`,
        'failed',
      );
    }
    // A full disk is no reason not to open what is there.
    if (version === this.#migrations.length) return;
    for (const script of this.#migrations.slice(version)) this.#connection.exec(script);
    this.#connection.exec(`PRAGMA user_version = ${this.#migrations.length}`);
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
      const storeError = toStoreError(error, this.#file);
      if (storeError.type === 'corrupt') this.#damage ??= storeError;
      throw storeError;
    }
  }
}
