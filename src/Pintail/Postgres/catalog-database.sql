SELECT
    pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
    pg_catalog.current_setting('server_version'),
    d.datname::pg_catalog.text,
    pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text,
    pg_catalog.pg_is_in_recovery(),
    pg_catalog.current_setting('block_size')::pg_catalog.int4,
    pg_catalog.scale(0::pg_catalog.money::pg_catalog.numeric),
    CURRENT_USER::pg_catalog.text
FROM pg_catalog.pg_database d
WHERE d.datname = pg_catalog.current_database()
