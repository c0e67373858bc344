using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Carries rows that changed from staging into the table they belong to: first goes what is gone, then what is written
/// again, then all new rows are added at once. In this order no unique key of the target is broken in between, also
/// where rows have exchanged their values. DELETE with INSERT is also what DuckDB does fastest (decision 0013).
/// </summary>
internal sealed class Merge(Warehouse warehouse, TableOutcome table)
{
    /// <summary>The condition under which two rows have the same key.</summary>
    public static string On(IReadOnlyList<string> key, string left, string right) =>
        string.Join(" AND ", key.Select(DuckDBText.Identifier).Select(column => $"{left}.{column} = {right}.{column}"));

    /// <exception cref="PintailException">ProofFailed: the table has not as many rows as the source.</exception>
    public void Carry(DuckDBConnection connection)
    {
        var target = warehouse.Sql(table.Target);
        var staging = warehouse.Sql(table.Staging!.Value);
        var columns = DuckDBText.Identifiers(table.Columns);
        var insert = $"INSERT INTO {target} ({columns}) SELECT {columns} FROM {staging}";
        if (table.Change!.Kind == ChangeKind.Merged)
        {
            // DuckDB 1.5 reads the indexes of an opened file when they are first needed, for which it takes an INSERT and
            // not a DELETE: rows deleted before that would still be in them, and their values refused.
            connection.Execute($"{insert} LIMIT 0");
            if (table.Gone is { } gone)
            {
                connection.Execute(
                    $"DELETE FROM {target} AS t USING {warehouse.Sql(gone)} AS g WHERE {On(table.MergeKey, "t", "g")}"
                );
                connection.Execute($"DROP TABLE {warehouse.Sql(gone)}");
            }
            if (table.Change.Updated != 0)
                connection.Execute(
                    $"DELETE FROM {target} AS t USING {staging} AS s WHERE {On(table.MergeKey, "t", "s")}"
                );
        }
        Failpoint.Reach(Failpoint.PublishMerge);
        Insert(connection, insert);
        connection.Execute($"DROP TABLE {staging}");
        CheckCount(connection, target);
    }

    // Rows that are there and gone at the source (an append does not look) may hold a unique value that a new one has.
    private void Insert(DuckDBConnection connection, string sql)
    {
        try
        {
            connection.Execute(sql);
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.Constraint)
        {
            throw new RowCountMismatchException(
                table.Target,
                $"{table.SourceSchema}.{table.SourceTable}: a key of the target does not take the new rows."
            );
        }
    }

    private void CheckCount(DuckDBConnection connection, string target)
    {
        using var count = connection.Query($"SELECT count(*) FROM {target}");
        var rows = (long)count.Scalar()!;
        if (rows == table.RowCount)
            return;
        throw new RowCountMismatchException(
            table.Target,
            $"{table.SourceSchema}.{table.SourceTable}: the target would have {rows} rows where the source has {table.RowCount}."
        );
    }
}

/// <summary>
/// A refreshed table has not as many rows as the source, or does not take them: nothing was published, and it has to be
/// copied in full.
/// </summary>
internal sealed class RowCountMismatchException(TargetTable table, string message) : Exception(message)
{
    public TargetTable Table { get; } = table;
}
