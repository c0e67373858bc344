using System.Globalization;
using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>The SQL by which one range of a table is read.</summary>
internal static class CopyStatement
{
    public static string For(TablePlan plan, ScanRange range)
    {
        var columns = string.Join(", ", plan.Columns.Select(column => column.Mapping.SelectSql));
        return $"COPY (SELECT {columns} {Rows(plan, range)}) TO STDOUT (FORMAT binary)";
    }

    /// <summary>FROM and all that follows it. The table's own name stands for whichever part of it is read.</summary>
    public static string Rows(TablePlan plan, ScanRange range)
    {
        var alias = plan.RowFilter is null ? "" : $" AS {SqlText.Identifier(plan.Relation.Name)}";
        List<string> conditions = [];
        if (range.WhereSql is not null)
            conditions.Add(range.WhereSql);
        if (plan.RowFilter is not null)
            conditions.Add(RowCondition.Parenthesized(plan.RowFilter));
        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var limit = plan.RowLimit is { } rows ? $" LIMIT {rows.ToString(CultureInfo.InvariantCulture)}" : "";
        return $"FROM {range.FromSql}{alias}{where}{limit}";
    }
}
