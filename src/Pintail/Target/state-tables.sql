-- The tables a mirror keeps about itself, all in the target, whose catalog stands for the braces. All times are UTC.
-- None has a key: rows are only added, or deleted and inserted again in one transaction.
CREATE SCHEMA IF NOT EXISTS {0}.pintail;

-- Exactly the Flight's columns, so that whoever reads its log need change nothing. A table the Flight made stays as it is.
CREATE TABLE IF NOT EXISTS {0}.main.flight_tracker (
    run_id VARCHAR,
    flight_secret_name VARCHAR,
    source_schema VARCHAR,
    source_table VARCHAR,
    destination_database VARCHAR,
    destination_schema VARCHAR,
    destination_table VARCHAR,
    rows_loaded BIGINT,
    attempts INTEGER,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    update_ts TIMESTAMP
);

CREATE TABLE IF NOT EXISTS {0}.main.last_sync_time (last_sync_time TIMESTAMP);

CREATE TABLE IF NOT EXISTS {0}.pintail.run (
    run_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    heartbeat_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    pintail_version VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    server_version VARCHAR,
    snapshot_lsn VARCHAR,
    snapshot_time TIMESTAMP,
    tables_loaded INTEGER,
    tables_failed INTEGER,
    rows_loaded BIGINT,
    bytes_read BIGINT,
    connections INTEGER,
    exit_code INTEGER,
    error_kind VARCHAR,
    error_message VARCHAR
);

CREATE TABLE IF NOT EXISTS {0}.pintail.table_run (
    run_id VARCHAR NOT NULL,
    source_schema VARCHAR NOT NULL,
    source_table VARCHAR NOT NULL,
    target_schema VARCHAR NOT NULL,
    target_table VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    strategy VARCHAR NOT NULL,
    rows_loaded BIGINT NOT NULL,
    bytes_read BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP NOT NULL,
    snapshot_lsn VARCHAR,
    snapshot_time TIMESTAMP,
    inexact_columns VARCHAR,
    proof VARCHAR,
    error_kind VARCHAR,
    error_message VARCHAR
);

CREATE TABLE IF NOT EXISTS {0}.pintail.table_state (
    source VARCHAR NOT NULL,
    source_schema VARCHAR NOT NULL,
    source_table VARCHAR NOT NULL,
    target_schema VARCHAR NOT NULL,
    target_table VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_oid UINTEGER NOT NULL,
    row_count BIGINT NOT NULL,
    snapshot_lsn VARCHAR,
    snapshot_time TIMESTAMP NOT NULL
);

-- What later versions added; a table of an older version gets it here.
-- column_types: a JSON object, source column to the DuckDB type that the data decided.
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS column_types VARCHAR;
-- snapshot_xmin: the oldest transaction that ran when the snapshot was taken, with its epoch; NULL for an older copy.
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS snapshot_xmin UBIGINT;
-- What the next refresh needs to read only what changed (docs/refresh.md); NULL where it has to copy in full, and
-- not_differencable then says why, unless an older version made the copy.
-- system_identifier … is_in_recovery: which server it was, and which life of it. read_lsn: where its log ended after the
-- snapshot was taken. definition: a hash of all that decides how a row of the source becomes one of the target.
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS system_identifier VARCHAR;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS timeline VARCHAR;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS stats_reset VARCHAR;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS is_in_recovery BOOLEAN;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS database_oid UINTEGER;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS read_lsn VARCHAR;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS definition VARCHAR;
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS not_differencable VARCHAR;
-- base_xmin: the same of the snapshot that the next refresh builds on, which of a table that did not change is an earlier one.
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS base_xmin UBIGINT;
-- stale_rows: rows that were deleted or written again in the target's table since it was made.
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS stale_rows BIGINT;

-- source_kind: what the copy was made of: table, partition (of another table, and named by the user), view,
-- materializedview; NULL for an older copy.
ALTER TABLE {0}.pintail.table_state ADD COLUMN IF NOT EXISTS source_kind VARCHAR;

-- change: replaced, unchanged, appended or merged. Rows of the target that were inserted, updated, deleted, where known.
ALTER TABLE {0}.pintail.table_run ADD COLUMN IF NOT EXISTS change VARCHAR;
ALTER TABLE {0}.pintail.table_run ADD COLUMN IF NOT EXISTS reason VARCHAR;
ALTER TABLE {0}.pintail.table_run ADD COLUMN IF NOT EXISTS rows_inserted BIGINT;
ALTER TABLE {0}.pintail.table_run ADD COLUMN IF NOT EXISTS rows_updated BIGINT;
ALTER TABLE {0}.pintail.table_run ADD COLUMN IF NOT EXISTS rows_deleted BIGINT;

-- The heaps that a mirrored table's rows were read from: the table itself, or its leaves. fresh_rows: of the rows that
-- the snapshot saw, those written by the oldest transaction that ran then or by a later one, as "ctid xmin;…"; NULL when
-- there were too many to keep.
CREATE TABLE IF NOT EXISTS {0}.pintail.heap_state (
    target_schema VARCHAR NOT NULL,
    target_table VARCHAR NOT NULL,
    heap_oid UINTEGER NOT NULL,
    file_node UINTEGER NOT NULL,
    tablespace_oid UINTEGER NOT NULL,
    definition_hash BIGINT NOT NULL,
    fresh_rows VARCHAR
);
