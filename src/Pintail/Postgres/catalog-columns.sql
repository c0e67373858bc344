-- Live columns of the relations in catalog-relations.sql (keep the conditions and $1 alike), in attnum order.
-- A privilege on single columns is asked for only where the whole relation is not readable.
-- From version 18 on, attnotnull also stands for a NOT NULL constraint that is NOT VALID: old rows may hold NULL.
-- pg_get_expr gets no relation, which a default never refers to: with one it waits for that relation's lock.
WITH listed AS MATERIALIZED (
    SELECT c.oid, COALESCE(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false) AS can_select
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relpersistence <> 't'
      AND ($1::pg_catalog.oid[] IS NOT NULL OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
      AND n.nspname NOT LIKE 'pg\_toast%'
      AND n.nspname NOT LIKE 'pg\_temp\_%'
      AND ($1::pg_catalog.oid[] IS NULL OR c.oid = ANY ($1::pg_catalog.oid[]))
), unproved AS MATERIALIZED (
    SELECT n.conrelid, n.conkey[1] AS attnum
    FROM pg_catalog.pg_constraint n
    WHERE n.contype = 'n' AND NOT n.convalidated
)
SELECT
    a.attrelid::pg_catalog.int8,
    a.attnum::pg_catalog.int4,
    a.attname::pg_catalog.text,
    a.atttypid::pg_catalog.int8,
    a.atttypmod,
    a.attndims::pg_catalog.int4,
    a.attnotnull AND NOT EXISTS (SELECT FROM unproved u WHERE u.conrelid = c.oid AND u.attnum = a.attnum),
    a.attgenerated::pg_catalog.text,
    a.attidentity <> '',
    d.description,
    CASE
        WHEN c.can_select THEN true
        ELSE COALESCE(pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT'), false)
    END,
    CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(e.adbin, 0) END
FROM listed c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
