-- Which rows of the catalog define relations and types, without their contents: what is the same row, by the transaction
-- that wrote it and its place, says the same. With what else may change at any time: privileges, row security, sizes,
-- estimates; whether this session has locked them, and which backend says so. $1: relations, $2: types (first column: true), both OIDs as an array's text. What is gone has no row here.
-- Sizes are asked only of what this session has locked anyway: their functions take a lock.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
    FROM pg_catalog.pg_locks l
    WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted
)
SELECT
    false,
    c.oid::pg_catalog.int8,
    pg_catalog.concat_ws(
        ' ',
        c.xmin,
        c.ctid,
        n.xmin,
        n.ctid,
        (
            SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.xmin, a.ctid), ' ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0
        ),
        (
            SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', i.xmin, i.ctid), ' ' ORDER BY i.inhrelid)
            FROM pg_catalog.pg_inherits i
            WHERE i.inhparent = c.oid
        ),
        (
            SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', x.xmin, x.ctid), ' ' ORDER BY x.indexrelid)
            FROM pg_catalog.pg_index x
            WHERE x.indrelid = c.oid
        )
    ),
    COALESCE(pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE'), false),
    COALESCE(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false),
    COALESCE(pg_catalog.row_security_active(c.oid), false),
    CASE
        WHEN c.relkind NOT IN ('r', 'm') THEN 0
        WHEN c.oid IN (SELECT h.relation FROM held h) THEN COALESCE(pg_catalog.pg_relation_size(c.oid), 0)
        ELSE c.relpages::pg_catalog.int8 * pg_catalog.current_setting('block_size')::pg_catalog.int8
    END,
    c.reltuples::pg_catalog.float8,
    c.oid IN (SELECT h.relation FROM held h),
    pg_catalog.pg_backend_pid()
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY ($1::pg_catalog.oid[])
UNION ALL
SELECT
    true,
    t.oid::pg_catalog.int8,
    pg_catalog.concat_ws(
        ' ',
        t.xmin,
        t.ctid,
        (
            SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', e.xmin, e.ctid), ' ' ORDER BY e.oid)
            FROM pg_catalog.pg_enum e
            WHERE e.enumtypid = t.oid
        ),
        (
            SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.xmin, a.ctid), ' ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = t.typrelid AND a.attnum > 0
        )
    ),
    true,
    true,
    false,
    0,
    0,
    false,
    pg_catalog.pg_backend_pid()
FROM pg_catalog.pg_type t
WHERE t.oid = ANY ($2::pg_catalog.oid[])
