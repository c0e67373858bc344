using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Rows of our own tables, many to a statement: a run over thousands of tables would otherwise spend its time on preparing
/// statements.
/// </summary>
internal static class BulkRows
{
    /// <summary>Past this, binding a statement takes longer than it saves.</summary>
    private const int MostParameters = 1_000;

    /// <param name="columns">Names, in the order of the values.</param>
    public static void Insert(
        DuckDBConnection connection,
        string table,
        IReadOnlyList<string> columns,
        IEnumerable<object?[]> rows
    ) => Execute(connection, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ", "", columns.Count, rows);

    /// <summary>Deletes the rows of which some expressions have the values of one of <paramref name="keys"/>.</summary>
    public static void Delete(
        DuckDBConnection connection,
        string table,
        IReadOnlyList<string> expressions,
        IEnumerable<object?[]> keys
    ) =>
        Execute(
            connection,
            $"DELETE FROM {table} WHERE ({string.Join(", ", expressions)}) IN (VALUES ",
            ")",
            expressions.Count,
            keys
        );

    // Before and after the rows, and no mark where they belong: a name may look like any mark.
    private static void Execute(
        DuckDBConnection connection,
        string before,
        string after,
        int width,
        IEnumerable<object?[]> rows
    )
    {
        var most = Math.Max(1, MostParameters / width);
        DuckDBStatement? whole = null;
        try
        {
            foreach (var chunk in rows.Chunk(most))
            {
                object?[] values = [.. chunk.SelectMany(row => row)];
                if (chunk.Length == most)
                    (whole ??= connection.Prepare(Sql(most))).Execute(values);
                else
                    connection.Execute(Sql(chunk.Length), values);
            }
        }
        finally
        {
            whole?.Dispose();
        }

        string Sql(int count) =>
            $"{before}{string.Join(", ", Enumerable.Range(0, count).Select(row => Tuple(row * width, width)))}{after}";
    }

    private static string Tuple(int before, int width) =>
        $"({string.Join(", ", Enumerable.Range(before + 1, width).Select(number => "$" + number.ToString(CultureInfo.InvariantCulture)))})";
}
