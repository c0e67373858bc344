using System.Globalization;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Scan;
using Pintail.Types;

namespace Pintail.Verify;

/// <summary>
/// The SQL by which either side prints a table: Postgres its values, DuckDB what is stored, both as columns text_0,
/// text_1 … in the same order.
/// </summary>
internal sealed class TableTexts(ComparedTable table, TypeOptions options)
{
    private const string Written = "written_since";

    /// <summary>At least one: a table function has one, and a row is still a row when nothing of it can be compared.</summary>
    public int Count => Math.Max(1, table.Columns.Count);

    public string List => string.Join(", ", Enumerable.Range(0, Count).Select(Name));

    public static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"text_{index}");

    /// <summary>Of the source; with <see cref="Written"/>, whether later changes explain a row.</summary>
    public CopyRequest Source(bool withChanges)
    {
        var expressions = table.Columns.Select(column => column.Mapping.PostgresTextSql).ToList();
        if (expressions.Count == 0)
            expressions.Add("NULL::pg_catalog.text");
        var names = Enumerable.Range(0, Count).Select(Name).ToList();
        if (withChanges)
        {
            expressions.Add($"CASE WHEN {table.LaterChanges.RowSql} THEN 't' ELSE 'f' END::pg_catalog.text");
            names.Add(Written);
        }
        var text = TextMappings.Varchar<PlainCodec>(options);
        return new CopyRequest(
            [
                .. names.Select(
                    (name, index) =>
                        new CopyColumn(
                            name,
                            text.CreateLogicalType,
                            () => text.CreateDecoder(index < table.Columns.Count ? ColumnName(index) : name)
                        )
                ),
            ],
            [.. table.Plan.Ranges.Select(range => CopyStatement.For(table.Plan, range, expressions))],
            table.Plan.ExpectedRows
        );
    }

    /// <param name="tableSql">The table's full name in DuckDB.</param>
    public string Target(string tableSql)
    {
        if (table.Columns.Count == 0)
            return $"SELECT CAST(NULL AS VARCHAR) AS {Name(0)} FROM {tableSql}";
        // Under names of ours first: an expression's own variables may be called as a column is.
        var values = table.Columns.Select((column, i) => $"{DuckDBText.Identifier(column.Name)} AS {Value(i)}");
        var texts = table.Columns.Select((column, i) => $"{column.Mapping.DuckDBTextSql(Value(i))} AS {Name(i)}");
        return $"SELECT {string.Join(", ", texts)} FROM (SELECT {string.Join(", ", values)} FROM {tableSql})";
    }

    private string ColumnName(int index) => table.Columns[index].Mapping.Column.Name;

    private static string Value(int index) => string.Create(CultureInfo.InvariantCulture, $"pintail_value_{index}");
}
