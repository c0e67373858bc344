-- The relations of catalog-relations.sql (keep the conditions alike), and of each only what a list of them shows. $1: those of
-- the system schemas, and no others.
-- Tables without columns are left out: DuckDB has none.
SELECT
    c.oid::pg_catalog.int8,
    n.nspname::pg_catalog.text,
    c.relname::pg_catalog.text,
    c.relkind::pg_catalog.text,
    c.reltuples::pg_catalog.float8,
    CASE
        WHEN NOT COALESCE(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) THEN false
        WHEN pg_catalog.has_table_privilege(c.oid, 'SELECT') THEN true
        ELSE COALESCE(pg_catalog.has_any_column_privilege(c.oid, 'SELECT'), false)
    END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND c.relpersistence <> 't'
  AND (n.nspname IN ('pg_catalog', 'information_schema')) = $1::pg_catalog.bool
  AND n.nspname NOT LIKE 'pg\_toast%'
  AND n.nspname NOT LIKE 'pg\_temp\_%'
  AND EXISTS (
    SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
)
ORDER BY n.nspname, c.relname
