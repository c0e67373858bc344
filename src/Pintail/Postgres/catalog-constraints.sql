-- Constraints of relations as they were declared: keys, checks, foreign keys. NOT NULL is a column's and told with it,
-- though version 18 has rows for it here. Columns by number; the referenced ones by name, as their table is another one.
SELECT
    o.conrelid::pg_catalog.int8,
    o.contype::pg_catalog.text,
    o.conname::pg_catalog.text,
    pg_catalog.pg_get_constraintdef(o.oid),
    pg_catalog.pg_get_expr(o.conbin, o.conrelid),
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
WHERE o.conrelid <> 0 AND o.contype IN ('p', 'u', 'c', 'f')
ORDER BY o.conrelid, pg_catalog.strpos('pucf', o.contype::pg_catalog.text), o.conname
