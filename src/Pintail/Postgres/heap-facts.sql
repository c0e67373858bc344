-- Of the relations $1 (OIDs as an array's text), which this session has locked: what changes when a heap is rewritten,
-- and a hash of what can change values without writing their rows: names, numbers and types of columns, and the value
-- that stands for a column in rows older than it (attmissingval). A generated column's expression is no part of it:
-- stored values stay until the heap is rewritten. Numbers cover a column that was dropped and made again.
SELECT
    c.oid::pg_catalog.int8,
    COALESCE(pg_catalog.pg_relation_filenode(c.oid), 0)::pg_catalog.int8,
    c.reltablespace::pg_catalog.int8,
    COALESCE((
        SELECT pg_catalog.hashtextextended(
            pg_catalog.string_agg(
                pg_catalog.concat_ws(
                    ' ', a.attnum, pg_catalog.quote_ident(a.attname), a.atttypid, a.atttypmod,
                    a.attgenerated, a.attmissingval::pg_catalog.text
                ),
                E'\n' ORDER BY a.attnum
            ) COLLATE "C",
            0
        )
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ), 0)
FROM pg_catalog.pg_class c
WHERE c.oid = ANY ($1::pg_catalog.oid[])
