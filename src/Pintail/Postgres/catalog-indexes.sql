-- Indexes of relations outside the system schemas, those that stand for a key too. What is being dropped is none any more.
SELECT
    x.oid::pg_catalog.int8,
    i.indrelid::pg_catalog.int8,
    x.relname::pg_catalog.text,
    i.indisunique,
    i.indisprimary,
    (
        SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(x.oid, n, true) ORDER BY n)::pg_catalog.text
        FROM pg_catalog.generate_series(1, i.indnkeyatts::pg_catalog.int4) AS n
    ),
    pg_catalog.pg_get_indexdef(x.oid),
    d.description
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
WHERE i.indislive
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\_toast%'
  AND n.nspname NOT LIKE 'pg\_temp\_%'
ORDER BY i.indrelid, x.relname
