-- Keys that hold for every row at every moment: unique, valid, checked at once, not partial, on plain columns.
-- indkey also lists INCLUDE columns behind the key's own indnkeyatts; to_jsonb because indnullsnotdistinct exists from
-- version 15 on.
SELECT
    i.indrelid::pg_catalog.int8,
    x.relname::pg_catalog.text,
    i.indisprimary,
    i.indnkeyatts::pg_catalog.int4,
    i.indkey::pg_catalog.text,
    COALESCE((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false)
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE i.indisunique
  AND i.indisvalid
  AND i.indislive
  AND i.indimmediate
  AND i.indpred IS NULL
  AND i.indexprs IS NULL
ORDER BY i.indrelid, i.indisprimary DESC, x.relname
