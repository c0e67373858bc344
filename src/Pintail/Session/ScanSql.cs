using System.Globalization;
using Pintail.Session.PushDown;

namespace Pintail.Session;

/// <summary>The queries that a scan sends.</summary>
internal static class ScanSql
{
    /// <summary>What stands behind SELECT where DuckDB wants rows without values.</summary>
    public const string Count = "pg_catalog.count(*)";

    /// <param name="columns">Indexes of the relation's columns.</param>
    public static string List(AttachedRelation relation, IEnumerable<int> columns) =>
        string.Join(", ", columns.Select(index => relation.Columns[index].Mapping.SelectSql));

    /// <param name="list">What stands behind SELECT.</param>
    /// <param name="fromSql">What stands behind FROM.</param>
    /// <param name="rangeSql">A condition that only says which piece is read; null: all of it.</param>
    public static string Select(string list, string fromSql, string? rangeSql, PushedCondition condition)
    {
        string?[] conditions = [rangeSql, condition.WhereSql];
        var where = string.Join(" AND ", conditions.OfType<string>().Select(one => $"({one})"));
        var rows =
            $"FROM {fromSql}"
            + (where.Length > 0 ? $" WHERE {where}" : "")
            + (condition.Limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {limit}") : "");
        // A limit counts rows of the relation, and a count is one row.
        return list == Count && condition.Limit is not null
            ? $"SELECT {Count} FROM (SELECT {rows}) AS wanted"
            : $"SELECT {list} {rows}";
    }
}
