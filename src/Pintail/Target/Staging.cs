using System.Globalization;
using System.Text.RegularExpressions;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Tables that a run fills before anyone sees them. They stand in the schema of the table they will become, because
/// DuckDB renames only within a schema, and carry the run's id, so that a later run knows whose they were.
/// </summary>
public static partial class Staging
{
    private const string Prefix = "_pintail_staging_";

    /// <summary>The staging table of a run's <paramref name="index"/>th table.</summary>
    public static TargetTable NameFor(string runId, int index, TargetTable target) =>
        target with
        {
            Name = $"{Prefix}{runId}_{index.ToString(CultureInfo.InvariantCulture)}",
        };

    /// <summary>True for names that only we give; a source table called so would be taken for rubbish.</summary>
    public static bool IsStagingName(string name) => StagingName().IsMatch(name);

    /// <summary>Drops what runs that ended without cleaning up have left; the run <paramref name="currentRunId"/> has none yet.</summary>
    internal static void DropAbandoned(Warehouse warehouse, string currentRunId)
    {
        var rows = warehouse.Control.Select(
            $"""
            SELECT t.schema_name, t.table_name
            FROM duckdb_tables() t
            JOIN {warehouse.Sql(new TargetTable(StateTables.Schema, "run"))} r
                ON starts_with(t.table_name, '{Prefix}' || r.run_id || '_')
            WHERE t.database_name = $1 AND r.run_id <> $2
            """,
            warehouse.Catalog,
            currentRunId
        );
        foreach (var row in rows)
            Drop(warehouse, warehouse.Control, new TargetTable((string)row[0]!, (string)row[1]!));
    }

    public static void Drop(Warehouse warehouse, DuckDBConnection connection, TargetTable staging)
    {
        if (IsStagingName(staging.Name))
            connection.Execute($"DROP TABLE IF EXISTS {warehouse.Sql(staging)}");
    }

    [GeneratedRegex("^_pintail_staging_[0-9a-f]{32}_[0-9]+$")]
    private static partial Regex StagingName();
}
