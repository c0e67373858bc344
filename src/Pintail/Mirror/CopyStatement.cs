using System.Globalization;
using Pintail.Postgres;
using Pintail.Scan;

namespace Pintail.Mirror;

/// <summary>The SQL by which one range of a table is read.</summary>
internal static class CopyStatement
{
    /// <summary>All rows of a table.</summary>
    /// <param name="foldContent">Fingerprint every column on the way in.</param>
    public static CopyRequest All(TablePlan plan, bool foldContent) =>
        new(
            [.. plan.Columns.Select(column => CopyRequest.Column(column.Name, column.Mapping, foldContent))],
            [.. plan.Ranges.Select(range => For(plan, range))],
            plan.ExpectedRows
        );

    public static string For(TablePlan plan, ScanRange range) =>
        For(plan, range, plan.Columns.Select(column => column.Mapping.SelectSql));

    /// <param name="expressions">What is read of each row instead of the plan's columns.</param>
    public static string For(TablePlan plan, ScanRange range, IEnumerable<string> expressions) =>
        $"COPY (SELECT {string.Join(", ", expressions)} {Rows(plan, range)}) TO STDOUT (FORMAT binary)";

    /// <summary>FROM and all that follows it, for all ranges of a table and without its limit.</summary>
    public static string AllRows(TablePlan plan)
    {
        plan = plan with { RowLimit = null };
        var parts = plan.Ranges.Select(range => range.FromSql).Distinct().ToList();
        if (parts is [var only])
            return Rows(plan, new ScanRange(only, null));
        var columns = string.Join(", ", plan.Columns.Select(column => SqlText.Identifier(column.Mapping.Column.Name)));
        var selects = parts.Select(part => $"(SELECT {columns} {Rows(plan, new ScanRange(part, null))})");
        return $"FROM ({string.Join("\nUNION ALL\n", selects)}) AS parts";
    }

    /// <summary>FROM and all that follows it. The table's own name stands for whichever part of it is read.</summary>
    /// <param name="sampling">A TABLESAMPLE clause; null: all of the part.</param>
    public static string Rows(TablePlan plan, ScanRange range, string? sampling = null)
    {
        var alias = plan.RowFilter is null ? "" : $" AS {SqlText.Identifier(plan.Relation.Name)}";
        List<string> conditions = [];
        if (range.WhereSql is not null)
            conditions.Add(range.WhereSql);
        if (plan.RowFilter is not null)
            conditions.Add(RowCondition.Parenthesized(plan.RowFilter));
        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var limit = plan.RowLimit is { } rows ? $" LIMIT {rows.ToString(CultureInfo.InvariantCulture)}" : "";
        var sample = sampling is null ? "" : $" {sampling}";
        return $"FROM {range.FromSql}{alias}{sample}{where}{limit}";
    }
}
