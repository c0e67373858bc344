-- An attached relation is a view to DuckDB. These macros take the places of DuckDB's functions of the same names and show
-- it as what it is at the source; views that exist only so that a name without a schema is found are left out.
CREATE OR REPLACE TEMP MACRO duckdb_tables() AS TABLE
SELECT * FROM system.main.duckdb_tables()
UNION ALL BY NAME
SELECT
    v.database_name, v.database_oid, v.schema_name, v.schema_oid, v.view_name AS table_name, v.view_oid AS table_oid,
    v.comment, v.tags, v.internal, v.temporary, COALESCE(k.has_primary_key, false) AS has_primary_key,
    CAST(r.estimated_rows AS BIGINT) AS estimated_size, v.column_count, COALESCE(i.index_count, 0) AS index_count,
    COALESCE(k.check_constraint_count, 0) AS check_constraint_count, CAST(NULL AS VARCHAR) AS sql
FROM system.main.duckdb_views() AS v
JOIN pintail_attached_relations() AS r
    ON r.database = v.database_name AND r.schema = v.schema_name AND r.name = v.view_name
LEFT JOIN (
    SELECT
        c.database, c.schema, c.relation, bool_or(c.type = 'PRIMARY KEY') AS has_primary_key,
        count(*) FILTER (c.type = 'CHECK') AS check_constraint_count
    FROM pintail_attached_constraints() AS c
    GROUP BY ALL
) AS k ON k.database = v.database_name AND k.schema = v.schema_name AND k.relation = v.view_name
LEFT JOIN (
    SELECT x.database, x.schema, x.relation, count(*) AS index_count FROM pintail_attached_indexes() AS x GROUP BY ALL
) AS i ON i.database = v.database_name AND i.schema = v.schema_name AND i.relation = v.view_name
WHERE r.kind = 'table';

CREATE OR REPLACE TEMP MACRO duckdb_constraints() AS TABLE
SELECT * FROM system.main.duckdb_constraints()
UNION ALL BY NAME
SELECT
    v.database_name, v.database_oid, v.schema_name, v.schema_oid, v.view_name AS table_name, v.view_oid AS table_oid,
    CAST(c.place AS BIGINT) AS constraint_index, c.type AS constraint_type, c.text AS constraint_text, c.expression,
    from_json(c.column_indexes, '["BIGINT"]') AS constraint_column_indexes,
    from_json(c.column_names, '["VARCHAR"]') AS constraint_column_names, c.name AS constraint_name, c.referenced_table,
    from_json(c.referenced_columns, '["VARCHAR"]') AS referenced_column_names
FROM system.main.duckdb_views() AS v
JOIN pintail_attached_constraints() AS c
    ON c.database = v.database_name AND c.schema = v.schema_name AND c.relation = v.view_name;

CREATE OR REPLACE TEMP MACRO duckdb_indexes() AS TABLE
SELECT * FROM system.main.duckdb_indexes()
UNION ALL BY NAME
SELECT
    v.database_name, v.database_oid, v.schema_name, v.schema_oid, i.name AS index_name, CAST(i.oid AS BIGINT) AS index_oid,
    v.view_name AS table_name, v.view_oid AS table_oid, i.comment, v.tags, CAST(i.is_unique AS BOOLEAN) AS is_unique,
    CAST(i.is_primary AS BOOLEAN) AS is_primary,
    CAST(from_json(i.expressions, '["VARCHAR"]') AS VARCHAR) AS expressions, i.sql
FROM system.main.duckdb_views() AS v
JOIN pintail_attached_indexes() AS i
    ON i.database = v.database_name AND i.schema = v.schema_name AND i.relation = v.view_name;

CREATE OR REPLACE TEMP MACRO duckdb_views() AS TABLE
SELECT v.*
FROM system.main.duckdb_views() AS v
WHERE v.internal
    OR v.database_name NOT IN (SELECT database FROM pintail_attached_relations())
    OR (v.database_name, v.schema_name, v.view_name) IN (
        SELECT (r.database, r.schema, r.name) FROM pintail_attached_relations() AS r WHERE r.kind = 'view'
    );

CREATE OR REPLACE TEMP MACRO duckdb_columns() AS TABLE
SELECT c.* REPLACE (
    c.is_nullable AND a.not_null IS DISTINCT FROM 'true' AS is_nullable,
    COALESCE(c.column_default, a.default_sql) AS column_default
)
FROM system.main.duckdb_columns() AS c
LEFT JOIN pintail_attached_columns() AS a
    ON a.database = c.database_name AND a.schema = c.schema_name AND a.relation = c.table_name AND a.name = c.column_name
WHERE c.internal
    OR c.database_name NOT IN (SELECT database FROM pintail_attached_relations())
    OR (c.database_name, c.schema_name, c.table_name) IN (
        SELECT (r.database, r.schema, r.name) FROM pintail_attached_relations() AS r
    );

CREATE OR REPLACE TEMP MACRO duckdb_databases() AS TABLE
SELECT d.* REPLACE (
    CASE WHEN a.name IS NULL THEN d.path ELSE a.path END AS path,
    CASE WHEN a.name IS NULL THEN d.type ELSE 'postgres' END AS type,
    d.readonly OR a.readonly IS NOT DISTINCT FROM 'true' AS readonly
)
FROM system.main.duckdb_databases() AS d
LEFT JOIN pintail_attached_databases() AS a ON a.name = d.database_name;

-- The marker column by which a scan is found again in a plan (BoundScan.cs) is nobody else's business.
CREATE OR REPLACE TEMP MACRO postgres_scan(conninfo, schema_name, table_name) AS TABLE
SELECT COLUMNS(name -> NOT starts_with(name, 'pintail scan '))
FROM pintail_postgres_scan(conninfo, schema_name, table_name);

CREATE OR REPLACE TEMP MACRO postgres_scan_pushdown(conninfo, schema_name, table_name) AS TABLE
SELECT COLUMNS(name -> NOT starts_with(name, 'pintail scan '))
FROM pintail_postgres_scan(conninfo, schema_name, table_name);

-- Secrets of types postgres and rds are the session's own. They are redacted whatever is asked.
CREATE OR REPLACE TEMP MACRO duckdb_secrets(redact := true) AS TABLE
SELECT * FROM system.main.duckdb_secrets(redact := redact)
UNION ALL BY NAME
SELECT
    s.name, s.type, s.provider, CAST(s.persistent AS BOOLEAN) AS persistent, s.storage,
    CASE WHEN s.scope IS NULL THEN CAST([] AS VARCHAR[]) ELSE string_split(s.scope, chr(10)) END AS scope, s.secret_string
FROM pintail_secrets() AS s;
