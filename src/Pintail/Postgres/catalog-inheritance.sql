-- A partition that is being detached concurrently no longer gives rows to its parent; to_jsonb because the column
-- inhdetachpending exists from version 14 on. Nor does another session's temporary table.
SELECT i.inhrelid::pg_catalog.int8, i.inhparent::pg_catalog.int8
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
WHERE c.relpersistence <> 't'
  AND NOT COALESCE((pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::pg_catalog.bool, false)
ORDER BY i.inhparent, i.inhrelid
