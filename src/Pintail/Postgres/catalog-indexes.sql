-- Indexes of relations outside the system schemas, those that stand for a key too. What is being dropped is none any more.
-- pg_get_indexdef waits for the table's lock: an index of what another session holds, or waits to hold, exclusively is left
-- without its texts.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
    FROM pg_catalog.pg_locks l
    JOIN pg_catalog.pg_database d ON d.oid = l.database
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND d.datname = pg_catalog.current_database()
)
SELECT
    x.oid::pg_catalog.int8,
    i.indrelid::pg_catalog.int8,
    x.relname::pg_catalog.text,
    i.indisunique,
    i.indisprimary,
    CASE
        WHEN h.relation IS NULL THEN (
            SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(x.oid, n, true) ORDER BY n)::pg_catalog.text
            FROM pg_catalog.generate_series(1, i.indnkeyatts::pg_catalog.int4) AS n
        )
    END,
    CASE WHEN h.relation IS NULL THEN pg_catalog.pg_get_indexdef(x.oid) END,
    d.description
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
LEFT JOIN held h ON h.relation = i.indrelid
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
WHERE i.indislive
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\_toast%'
  AND n.nspname NOT LIKE 'pg\_temp\_%'
ORDER BY i.indrelid, x.relname
