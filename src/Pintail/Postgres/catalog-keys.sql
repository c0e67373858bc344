-- Unique indexes: those that are keys, which hold for every row at every moment (valid, checked at once, not partial, on
-- plain columns), and of the others why they are none. An index that is being dropped is nothing any more.
-- indkey also lists INCLUDE columns behind the key's own indnkeyatts; to_jsonb because indnullsnotdistinct exists from
-- version 15 on. $1 as in catalog-relations.sql.
SELECT
    i.indrelid::pg_catalog.int8,
    x.relname::pg_catalog.text,
    i.indisprimary,
    i.indnkeyatts::pg_catalog.int4,
    i.indkey::pg_catalog.text,
    COALESCE((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false),
    CASE
        WHEN NOT i.indisvalid THEN 'invalid'
        WHEN NOT i.indimmediate THEN 'deferrable'
        WHEN i.indexprs IS NOT NULL THEN 'expression'
        WHEN i.indpred IS NOT NULL THEN 'partial'
    END
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE i.indisunique
  AND i.indislive
  AND ($1::pg_catalog.oid[] IS NULL OR i.indrelid = ANY ($1::pg_catalog.oid[]))
ORDER BY i.indrelid, i.indisprimary DESC, x.relname
