/**
 * The tables, one script for each version (`PRAGMA user_version`). A script that was released is never changed: add one.
 *
 * `events.id` counts the events from the birth of the store, without holes. Position, time and `total_bytes` grow with it, so
 * all are found by bisection. No index follows the events: each doubles what one append writes. Filters look at the rows in
 * slices instead, and the events of a run are a chain: `runs.last_event` is its end, `events.previous` the link.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- One row. What was removed is told by its newest event; before anything is, by the birth.
  CREATE TABLE log (
    birth_ms INTEGER NOT NULL,
    birth_seq INTEGER NOT NULL,
    removed_id INTEGER NOT NULL,
    removed_ms INTEGER NOT NULL,
    removed_seq INTEGER NOT NULL,
    removed_bytes INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    epoch_ms INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    -- Of the JSON of all events up to and with this one.
    total_bytes INTEGER NOT NULL,
    server_id INTEGER NOT NULL,
    job_name TEXT NOT NULL,
    type TEXT NOT NULL,
    job_id TEXT,
    -- The event of the same run before this one.
    previous INTEGER,
    -- Last: what stands before it is read without it.
    json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    -- Of its first event: runs are in the order they began.
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL UNIQUE,
    server_id INTEGER NOT NULL,
    job_name TEXT NOT NULL,
    state TEXT NOT NULL,
    begun_ms INTEGER NOT NULL,
    heard_ms INTEGER NOT NULL,
    last_event INTEGER NOT NULL,
    ended_by INTEGER,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_of_job ON runs (server_id, job_name);
  CREATE INDEX runs_in_state ON runs (state);
  CREATE INDEX runs_begun ON runs (begun_ms);

  CREATE TABLE statuses (
    -- In the order they were first seen.
    id INTEGER PRIMARY KEY,
    server_id INTEGER NOT NULL,
    heard_ms INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE run_logs (
    id INTEGER PRIMARY KEY,
    -- Null when the run is gone and the lines are about to go.
    job_id TEXT UNIQUE,
    lines INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    written_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE run_log_lines (
    log_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    level TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (log_id, line)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE idempotency_keys (
    key TEXT PRIMARY KEY,
    job_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    claimed_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_keys_claimed ON idempotency_keys (claimed_ms);
  `,
];
