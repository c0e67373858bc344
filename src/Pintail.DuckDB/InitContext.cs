using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>What a table function learns when a planned query starts.</summary>
public sealed class InitContext
{
    internal InitContext(nint info)
    {
        var indexes = new int[NativeMethods.duckdb_init_get_column_count(info)];
        for (var i = 0; i < indexes.Length; i++)
        {
            // count(*) asks for the first column. Row id and other virtual columns, from 2^63 on, exist for tables only.
            indexes[i] = checked((int)NativeMethods.duckdb_init_get_column_index(info, (ulong)i));
        }

        ColumnIndexes = indexes;
    }

    internal InitContext(int columnCount)
    {
        ColumnIndexes = [.. Enumerable.Range(0, columnCount)];
    }

    /// <summary>
    /// For each column of the chunks to fill, which of the bound columns it is: all in order, or those the query reads if
    /// the function supports projection.
    /// </summary>
    public IReadOnlyList<int> ColumnIndexes { get; }
}
