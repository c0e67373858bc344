-- Live attributes of composite and row types in attnum order, which is how record_send sends them
-- (src/backend/utils/adt/rowtypes.c). $1: the types' OIDs as an array's text.
SELECT
    t.oid::pg_catalog.int8,
    a.attname::pg_catalog.text,
    a.atttypid::pg_catalog.int8,
    a.atttypmod,
    a.attndims::pg_catalog.int4,
    a.attnum::pg_catalog.int4
FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS asked (oid)
JOIN pg_catalog.pg_type t ON t.oid = asked.oid
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY t.oid, a.attnum
