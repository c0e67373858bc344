-- The tables a mirror keeps about itself, all in the target; {0} is the target's catalog. All times are UTC.
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
