-- A partition that is being detached concurrently no longer gives rows to its parent; to_jsonb because the column
-- inhdetachpending exists from version 14 on.
SELECT i.inhrelid::pg_catalog.int8, i.inhparent::pg_catalog.int8
FROM pg_catalog.pg_inherits i
WHERE NOT COALESCE((pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::pg_catalog.bool, false)
ORDER BY i.inhparent, i.inhrelid
