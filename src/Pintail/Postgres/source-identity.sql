-- Which server this is and which life of it: what has to be the same at two snapshots before the rows of one can be
-- told from the other's by transaction ids. pg_walfile_name is refused during recovery, where the control file's
-- timeline would lag a promotion. The positions: of the log so far, and of the part that is safe on disk; on a standby
-- all that is replayed is safe.
SELECT
    (SELECT s.system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system() s),
    CASE WHEN pg_catalog.pg_is_in_recovery() THEN ''
         ELSE pg_catalog."left"(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8) END,
    (SELECT b.stats_reset::pg_catalog.text FROM pg_catalog.pg_stat_bgwriter b),
    pg_catalog.pg_is_in_recovery(),
    (SELECT d.oid::pg_catalog.int8 FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()),
    CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
         ELSE pg_catalog.pg_current_wal_insert_lsn() END::pg_catalog.text,
    CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
         ELSE pg_catalog.pg_current_wal_flush_lsn() END::pg_catalog.text,
    pg_catalog.concat_ws(' ', pg_catalog.pg_backend_pid(), pg_catalog.pg_postmaster_start_time()),
    pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers')),
    EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = 'citus')
        OR pg_catalog.to_regclass('pg_catalog.gp_distribution_policy') IS NOT NULL
