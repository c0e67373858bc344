-- A partition that is being detached concurrently no longer gives rows to its parent; to_jsonb because the column
-- inhdetachpending exists from version 14 on. Nor does another session's temporary table. $1: only those
-- below these OIDs, and above, an array's text; NULL: all.
SELECT i.inhrelid::pg_catalog.int8, i.inhparent::pg_catalog.int8
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
WHERE c.relpersistence <> 't'
  AND NOT COALESCE((pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::pg_catalog.bool, false)
  AND ($1::pg_catalog.oid[] IS NULL OR i.inhparent = ANY ($1::pg_catalog.oid[]) OR i.inhrelid = ANY ($1::pg_catalog.oid[]))
ORDER BY i.inhparent, i.inhrelid
