namespace Pintail.Benchmarks;

/// <summary>A schema of many small tables at the source.</summary>
internal static class SmallTables
{
    public const string Schema = "small";

    /// <summary>The columns of each, the same in Postgres and in DuckDB.</summary>
    public const string Columns = "id integer PRIMARY KEY, name text, updated_at timestamptz";

    public static void Make(SourceServer source, int tables, int rowsOfEach)
    {
        using var connection = source.Connect();
        connection.Execute($"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}");
        connection.Execute(
            $"""
            DO $$ BEGIN FOR i IN 1..{tables} LOOP
                EXECUTE format('CREATE TABLE {Schema}.t%s ({Columns})', i);
                EXECUTE format('INSERT INTO {Schema}.t%s SELECT n, ''name '' || n, now() FROM generate_series(1, {rowsOfEach}) n', i);
                IF i % 200 = 0 THEN COMMIT; END IF;
            END LOOP; END $$
            """
        );
        connection.Execute("VACUUM ANALYZE");
        connection.Execute("CHECKPOINT");
    }
}
