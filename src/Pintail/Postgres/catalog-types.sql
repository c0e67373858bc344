-- The types of the columns in catalog-columns.sql, and what those stand over: array elements and domain bases.
-- Before version 14 a domain repeats its base's typelem, so only base types count as arrays.
WITH RECURSIVE reached (oid) AS (
    SELECT DISTINCT a.atttypid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname NOT LIKE 'pg\_toast%'
      AND n.nspname NOT LIKE 'pg\_temp\_%'
      AND a.attnum > 0
      AND NOT a.attisdropped
    UNION
    SELECT CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END
    FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid
    WHERE t.typtype = 'd' OR (t.typtype = 'b' AND t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0)
)
SELECT
    t.oid::pg_catalog.int8,
    n.nspname::pg_catalog.text,
    t.typname::pg_catalog.text,
    t.typtype::pg_catalog.text,
    CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem::pg_catalog.int8 ELSE 0 END,
    t.typbasetype::pg_catalog.int8,
    t.typtypmod,
    t.typndims
FROM reached r
JOIN pg_catalog.pg_type t ON t.oid = r.oid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
