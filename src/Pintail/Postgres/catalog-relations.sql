-- Everything with rows outside the system schemas, with what this role may do with it. $1: only relations of these OIDs, an
-- array's text, which may be the server's own; NULL: all.
-- The size functions take an ACCESS SHARE lock, so they would wait behind a VACUUM FULL of a table nobody asked for:
-- where an ACCESS EXCLUSIVE lock is held or awaited, pg_class.relpages (0 before the first ANALYZE) stands in.
-- They return NULL for a relation that was dropped meanwhile.
WITH exclusive AS MATERIALIZED (
    SELECT DISTINCT l.relation
    FROM pg_catalog.pg_locks l
    WHERE l.locktype = 'relation'
      AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
), listed AS MATERIALIZED (
    SELECT
        c.*,
        n.nspname,
        c.relkind IN ('r', 'm') AS has_storage,
        EXISTS (SELECT FROM exclusive e WHERE e.relation IN (c.oid, c.reltoastrelid)) AS is_held
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relpersistence <> 't'
      AND ($1::pg_catalog.oid[] IS NOT NULL OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
      AND n.nspname NOT LIKE 'pg\_toast%'
      AND n.nspname NOT LIKE 'pg\_temp\_%'
      AND ($1::pg_catalog.oid[] IS NULL OR c.oid = ANY ($1::pg_catalog.oid[]))
), sized AS MATERIALIZED (
    SELECT
        c.*,
        CASE
            WHEN NOT c.has_storage THEN 0
            WHEN c.is_held THEN c.relpages::pg_catalog.int8 * pg_catalog.current_setting('block_size')::pg_catalog.int8
            ELSE COALESCE(pg_catalog.pg_relation_size(c.oid), 0)
        END AS heap_bytes
    FROM listed c
)
SELECT
    c.oid::pg_catalog.int8,
    c.nspname::pg_catalog.text,
    c.relname::pg_catalog.text,
    c.relkind::pg_catalog.text,
    c.relpersistence::pg_catalog.text,
    CASE WHEN c.has_storage THEN a.amname::pg_catalog.text END,
    d.description,
    c.relispartition,
    COALESCE(pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE'), false),
    COALESCE(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false),
    COALESCE(pg_catalog.row_security_active(c.oid), false),
    c.heap_bytes,
    -- pg_table_size would look at each fork and at TOAST's index as well, several files more for each table.
    c.heap_bytes + CASE
        WHEN c.has_storage AND NOT c.is_held AND c.reltoastrelid <> 0
            THEN COALESCE(pg_catalog.pg_relation_size(c.reltoastrelid), 0)
        ELSE 0
    END,
    c.reltuples::pg_catalog.float8,
    CASE WHEN c.has_storage THEN c.relfilenode::pg_catalog.int8 ELSE 0 END,
    c.relispopulated
FROM sized c
LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
LEFT JOIN pg_catalog.pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
ORDER BY c.nspname, c.relname
