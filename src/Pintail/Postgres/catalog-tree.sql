-- Relations and all that is below them. $1: OIDs as an array's text.
WITH RECURSIVE tree (oid) AS (
    SELECT a.oid FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS a (oid)
    UNION
    SELECT i.inhrelid
    FROM tree t
    JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
)
SELECT t.oid::pg_catalog.int8 FROM tree t
