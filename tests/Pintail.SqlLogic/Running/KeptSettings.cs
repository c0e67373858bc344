using Pintail.DuckDB;
using Pintail.SqlLogic.Databases;

namespace Pintail.SqlLogic.Running;

/// <summary>A connection's settings, carried over a restart as the format wants it.</summary>
internal static class KeptSettings
{
    internal static Dictionary<string, string?> Read(ILogicConnection connection)
    {
        // A transaction that an error has ended lets nothing be read until it is rolled back.
        Try(connection, "ROLLBACK");
        return connection
            .Execute("SELECT name, value FROM duckdb_settings()")
            .Rows.ToDictionary(row => row[0]!, row => row[1], StringComparer.Ordinal);
    }

    internal static void Restore(Dictionary<string, string?> before, ILogicConnection connection)
    {
        foreach (var (name, value) in Read(connection))
        {
            if (value is null || !before.TryGetValue(name, out var kept) || kept is null || kept == value)
                continue;
            // Some say what is the case and cannot be set: memory in use, the version.
            Try(connection, $"SET {DuckDBText.Identifier(name)} = {DuckDBText.Literal(kept)}");
        }
    }

    private static void Try(ILogicConnection connection, string sql)
    {
        try
        {
            connection.Execute(sql);
        }
        catch (Exception)
        {
            // Then it stays as it is.
        }
    }
}
