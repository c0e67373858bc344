using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>A column of a staging table.</summary>
/// <param name="TypeSql">In DuckDB's SQL.</param>
/// <param name="DefaultSql">DuckDB's expression; null for none.</param>
public sealed record StagingColumn(string Name, string TypeSql, bool IsNotNull = false, string? DefaultSql = null);

/// <summary>What a staging table is made with.</summary>
/// <param name="PrimaryKey">Names of columns; null for none.</param>
public sealed record StagingShape(IReadOnlyList<StagingColumn> Columns, IReadOnlyList<string>? PrimaryKey = null)
{
    /// <summary>
    /// Makes the table and fills it in one transaction. Not CREATE TABLE AS, which knows no constraints, and not ALTER
    /// TABLE afterwards: in DuckDB 1.5 an altered table no longer keeps its schema from being dropped.
    /// A default that DuckDB does not take is left out.
    /// </summary>
    /// <param name="rowsSql">A query with the same columns in the same order.</param>
    /// <exception cref="DuckDBException">There is no table then, unless it was the key that could not be made.</exception>
    internal void Fill(Warehouse warehouse, DuckDBConnection connection, TargetTable staging, string rowsSql)
    {
        var table = warehouse.Sql(staging);
        var columns = string.Join(", ", Columns.Select(column => Definition(connection, column)));
        connection.Execute("BEGIN");
        try
        {
            connection.Execute($"CREATE TABLE {table} ({columns})");
            Failpoint.Reach(Failpoint.TableCreate);
            // Prepared, because a prepared statement's caller sleeps while DuckDB's threads have all the work.
            using (var insert = connection.Prepare($"INSERT INTO {table} {rowsSql}"))
                insert.Execute();
            connection.Execute("COMMIT");
        }
        catch
        {
            RollBack(connection);
            throw;
        }
        // Building the index over all rows at once takes half as long as row by row. This is such an ALTER TABLE, until
        // the file is opened again.
        if (PrimaryKey is not null)
            connection.Execute($"ALTER TABLE {table} ADD PRIMARY KEY ({DuckDBText.Identifiers(PrimaryKey)})");
        Failpoint.Reach(Failpoint.TableFinish);
    }

    private static string Definition(DuckDBConnection connection, StagingColumn column)
    {
        var notNull = column.IsNotNull ? " NOT NULL" : "";
        var defaults = column.DefaultSql is { } sql && IsExpression(connection, sql) ? $" DEFAULT {sql}" : "";
        return $"{DuckDBText.Identifier(column.Name)} {column.TypeSql}{notNull}{defaults}";
    }

    private static bool IsExpression(DuckDBConnection connection, string sql)
    {
        try
        {
            using var value = connection.Query($"SELECT {sql}");
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    // What broke it is the error to tell; a connection that cannot even roll back is closed soon, which does.
    private static void RollBack(DuckDBConnection connection)
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (DuckDBException) { }
    }
}
