SELECT
    pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
    pg_catalog.current_setting('server_version'),
    d.datname::pg_catalog.text,
    pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text,
    pg_catalog.pg_is_in_recovery(),
    pg_catalog.current_setting('block_size')::pg_catalog.int4,
    CURRENT_USER::pg_catalog.text
FROM pg_catalog.pg_database d
WHERE d.datname = pg_catalog.current_database()
