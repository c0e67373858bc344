-- The types of the columns in catalog-columns.sql, and what those stand over: array elements, domain bases, attributes
-- of composite and row types, range subtypes, ranges of multiranges.
-- Before version 14 a domain repeats its base's typelem, so only base types count as arrays, and there is no
-- rngmultitypid, hence to_jsonb. $1 as in catalog-relations.sql; $2: OIDs of other types.
WITH RECURSIVE ranges AS MATERIALIZED (
    SELECT
        r.rngtypid,
        r.rngsubtype,
        (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::pg_catalog.oid AS rngmultitypid
    FROM pg_catalog.pg_range r
), reached (oid) AS (
    SELECT DISTINCT a.atttypid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relpersistence <> 't'
      AND ($1::pg_catalog.oid[] IS NOT NULL OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
      AND n.nspname NOT LIKE 'pg\_toast%'
      AND n.nspname NOT LIKE 'pg\_temp\_%'
      AND ($1::pg_catalog.oid[] IS NULL OR c.oid = ANY ($1::pg_catalog.oid[]))
      AND a.attnum > 0
      AND NOT a.attisdropped
    UNION
    SELECT asked.oid
    FROM pg_catalog.unnest($2::pg_catalog.oid[]) AS asked (oid)
    UNION
    SELECT below.oid
    FROM reached r
    JOIN pg_catalog.pg_type t ON t.oid = r.oid
    CROSS JOIN LATERAL (
        SELECT t.typbasetype WHERE t.typtype = 'd'
        UNION ALL
        SELECT t.typelem WHERE t.typtype = 'b' AND t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0
        UNION ALL
        SELECT a.atttypid
        FROM pg_catalog.pg_attribute a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT g.rngsubtype FROM ranges g WHERE g.rngtypid = t.oid
        UNION ALL
        SELECT g.rngtypid FROM ranges g WHERE g.rngmultitypid = t.oid
    ) below (oid)
)
SELECT
    t.oid::pg_catalog.int8,
    n.nspname::pg_catalog.text,
    t.typname::pg_catalog.text,
    t.typtype::pg_catalog.text,
    CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem::pg_catalog.int8 ELSE 0 END,
    t.typbasetype::pg_catalog.int8,
    t.typtypmod,
    t.typndims,
    COALESCE(g.rngsubtype, 0)::pg_catalog.int8,
    COALESCE(m.rngtypid, 0)::pg_catalog.int8,
    (
        SELECT e.extname::pg_catalog.text
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
        WHERE (d.classid, d.objid) IN (
                ('pg_catalog.pg_type'::pg_catalog.regclass, t.oid),
                ('pg_catalog.pg_class'::pg_catalog.regclass, t.typrelid)
            )
          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
          AND d.deptype = 'e'
        LIMIT 1
    )
FROM reached r
JOIN pg_catalog.pg_type t ON t.oid = r.oid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN ranges m ON m.rngmultitypid = t.oid
LEFT JOIN ranges g ON g.rngtypid IN (t.oid, m.rngtypid)
