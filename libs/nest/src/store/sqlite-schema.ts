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
  `
  -- What runs are searched by, beside their JSON. Times in milliseconds; names in lower case.
  ALTER TABLE runs ADD COLUMN started_ms INTEGER;
  ALTER TABLE runs ADD COLUMN ended_ms INTEGER;
  ALTER TABLE runs ADD COLUMN duration_ms INTEGER;
  ALTER TABLE runs ADD COLUMN usual_ms INTEGER;
  -- Of one that has ended: 1 where it took much longer than usual.
  ALTER TABLE runs ADD COLUMN slow INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN anomalies INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN by_kind TEXT;
  ALTER TABLE runs ADD COLUMN by_name TEXT;
  ALTER TABLE runs ADD COLUMN by_person TEXT;
  UPDATE runs SET
    started_ms = CAST(round(unixepoch(json ->> '$.startedAt', 'subsec') * 1000) AS INTEGER),
    ended_ms = CASE WHEN ended_by IS NOT NULL
      THEN coalesce((SELECT epoch_ms FROM events WHERE events.id = ended_by), heard_ms) END,
    duration_ms = CAST(json ->> '$.durationMs' AS INTEGER),
    anomalies = coalesce(json ->> '$.anomalies', 0),
    by_kind = json ->> '$.by.kind',
    by_name = lower(json ->> '$.by.name');

  -- Newest first within each group, as the id is part of every index.
  DROP INDEX runs_of_job;
  CREATE INDEX runs_in_group ON runs (server_id, job_name, state);
  CREATE INDEX runs_slow ON runs (slow) WHERE slow = 1;
  CREATE INDEX runs_anomalous ON runs (id) WHERE anomalies > 0;
  CREATE INDEX runs_by_duration ON runs (duration_ms) WHERE duration_ms IS NOT NULL;
  -- All that a query can ask of a run but its text, without the JSON between: 50,000 are looked through in some 20 ms.
  CREATE INDEX run_facts ON runs (
    id, begun_ms, server_id, job_name, state, started_ms, duration_ms, usual_ms, slow, anomalies, by_kind, by_name, by_person
  );

  -- How many runs of each kind there are.
  CREATE TABLE run_counts (
    server_id INTEGER NOT NULL,
    job_name TEXT NOT NULL,
    state TEXT NOT NULL,
    runs INTEGER NOT NULL,
    PRIMARY KEY (server_id, job_name, state)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO run_counts SELECT server_id, job_name, state, count(*) FROM runs GROUP BY server_id, job_name, state;

  -- How many ended in each minute, counted from 1970.
  CREATE TABLE run_minutes (
    minute INTEGER NOT NULL,
    server_id INTEGER NOT NULL,
    job_name TEXT NOT NULL,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    PRIMARY KEY (minute, server_id, job_name)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO run_minutes
    SELECT ended_ms / 60000, server_id, job_name, sum(state = 'completed'), sum(state = 'failed'), sum(state = 'cancelled')
    FROM runs WHERE ended_ms IS NOT NULL GROUP BY 1, 2, 3;

  -- The text of runs that have ended, to find them by any three letters in a row.
  CREATE VIRTUAL TABLE run_texts USING fts5(
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
  );
  INSERT INTO run_texts (rowid, text)
    SELECT id, substr(lower(concat_ws(char(10),
      job_id, job_name, json ->> '$.by.name', json ->> '$.error', json ->> '$.failure.name',
      (SELECT group_concat(value ->> '$.message', char(10)) FROM json_each(runs.json, '$.failure.causes')),
      json -> '$.input', json -> '$.result'
    )), 1, 16384)
    FROM runs WHERE ended_by IS NOT NULL;

  CREATE TRIGGER run_begins AFTER INSERT ON runs BEGIN
    INSERT INTO run_counts VALUES (new.server_id, new.job_name, new.state, 1)
      ON CONFLICT DO UPDATE SET runs = runs + 1;
  END;
  CREATE TRIGGER run_changes AFTER UPDATE OF state ON runs WHEN new.state <> old.state BEGIN
    UPDATE run_counts SET runs = runs - 1
      WHERE server_id = old.server_id AND job_name = old.job_name AND state = old.state;
    INSERT INTO run_counts VALUES (new.server_id, new.job_name, new.state, 1)
      ON CONFLICT DO UPDATE SET runs = runs + 1;
  END;
  CREATE TRIGGER run_goes AFTER DELETE ON runs BEGIN
    UPDATE run_counts SET runs = runs - 1
      WHERE server_id = old.server_id AND job_name = old.job_name AND state = old.state;
    DELETE FROM run_texts WHERE rowid = old.id;
  END;

  -- By the position of the event that tells of it.
  CREATE TABLE anomalies (
    epoch_ms INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    server_id INTEGER NOT NULL,
    job_name TEXT NOT NULL,
    severity TEXT NOT NULL,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    json TEXT NOT NULL,
    PRIMARY KEY (epoch_ms, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX anomalies_acknowledged ON anomalies (acknowledged);
  INSERT INTO anomalies (epoch_ms, seq, server_id, job_name, severity, json)
    SELECT epoch_ms, seq, server_id, job_name, json ->> '$.data.severity',
      json_patch(
        json_object(
          'position', json -> '$.position', 'jobName', job_name, 'serverId', server_id,
          'severity', json -> '$.data.severity', 'summary', json -> '$.data.summary', 'timestamp', json -> '$.timestamp'
        ),
        json_object('jobId', job_id, 'evidence', json -> '$.data.evidence')
      )
    FROM events WHERE type = 'anomaly_detected';
  -- Those whose event is gone are still open in a status.
  INSERT OR IGNORE INTO anomalies (epoch_ms, seq, server_id, job_name, severity, json)
    SELECT substr(position, 1, dash - 1), substr(position, dash + 1), server_id, job_name, open ->> '$.severity',
      json_set(open, '$.serverId', server_id, '$.jobName', job_name)
    FROM (
      SELECT server_id, statuses.json ->> '$.jobName' AS job_name, open.value AS open,
        open.value ->> '$.position' AS position, instr(open.value ->> '$.position', '-') AS dash
      FROM statuses, json_each(statuses.json, '$.openAnomalies') AS open
    );
  UPDATE anomalies SET
    acknowledged = 1,
    json = json_set(anomalies.json, '$.acknowledged', json_patch(
      json_object('position', ack.json -> '$.position', 'timestamp', ack.json -> '$.timestamp'),
      json_object('by', ack.json -> '$.by', 'note', ack.json -> '$.data.note')
    ))
    FROM (
      SELECT server_id, job_name, json, json ->> '$.data.position' AS position, min(id)
      FROM events WHERE type = 'anomaly_acknowledged' GROUP BY server_id, job_name, json ->> '$.data.position'
    ) AS ack
    WHERE anomalies.server_id = ack.server_id AND anomalies.job_name = ack.job_name
      AND anomalies.json ->> '$.position' = ack.position;
  `,
];
