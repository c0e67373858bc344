-- Constraints of relations as they were declared: keys, checks, foreign keys. NOT NULL is a column's and told with it,
-- though version 18 has rows for it here. Columns by number; the referenced ones by name, as their table is another one.
-- pg_get_expr and pg_get_constraintdef of a check wait for its table's lock: what another session holds, or waits to hold,
-- exclusively is left without the texts.
WITH held AS MATERIALIZED (
    SELECT DISTINCT l.relation
    FROM pg_catalog.pg_locks l
    JOIN pg_catalog.pg_database d ON d.oid = l.database
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND d.datname = pg_catalog.current_database()
)
SELECT
    o.conrelid::pg_catalog.int8,
    o.contype::pg_catalog.text,
    o.conname::pg_catalog.text,
    CASE WHEN o.contype <> 'c' OR h.relation IS NULL THEN pg_catalog.pg_get_constraintdef(o.oid) END,
    CASE WHEN o.contype = 'c' AND h.relation IS NULL THEN pg_catalog.pg_get_expr(o.conbin, o.conrelid) END,
    pg_catalog.array_to_string(o.conkey, ' '),
    f.relname::pg_catalog.text,
    CASE
        WHEN o.contype = 'f' THEN (
            SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)::pg_catalog.text
            FROM pg_catalog.unnest(o.confkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.number
        )
    END
FROM pg_catalog.pg_constraint o
LEFT JOIN pg_catalog.pg_class f ON f.oid = o.confrelid
LEFT JOIN held h ON h.relation = o.conrelid
WHERE o.conrelid <> 0 AND o.contype IN ('p', 'u', 'c', 'f')
ORDER BY o.conrelid, pg_catalog.strpos('pucf', o.contype::pg_catalog.text), o.conname
