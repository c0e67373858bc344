using Pintail.Mirror;
using Pintail.Types;

namespace Pintail.Cli.Output;

/// <summary>A plan for people: the tables, the columns that do not arrive as they are, and what was found.</summary>
internal sealed class PlanPage(TextWriter writer, bool allColumns, bool hasColour)
{
    public static string Headline(MirrorPlan plan) =>
        $"PostgreSQL {plan.ServerVersion}: {Quantity.Of(plan.Tables.Count, "table")}, about "
        + $"{Quantity.Of(plan.ExpectedRows, "row")}, {Quantity.Bytes(plan.ExpectedBytes)}, "
        + Quantity.Of(plan.Jobs, "connection");

    public void Write(MirrorPlan plan)
    {
        writer.WriteLine($"{plan.Source} → {plan.Target}");
        writer.WriteLine(Headline(plan));
        Tables(plan);
        Columns(plan);
        Findings(plan.Findings);
        foreach (var copy in plan.Pruned)
            writer.WriteLine(Printable.Line($"To be dropped from the target: {copy.Target}"));
    }

    private void Tables(MirrorPlan plan)
    {
        if (plan.Tables.Count == 0)
            return;
        writer.WriteLine();
        var tables = new TextTable(
            "table",
            "rows, about",
            "size",
            "strategy",
            "because",
            "in the target as"
        ).AlignRight(1, 2);
        foreach (var table in plan.Tables)
        {
            var target = table.Target.ToString();
            tables.Add(
                table.Name,
                Quantity.Estimate(table.ExpectedRows),
                Quantity.Bytes(table.ExpectedBytes),
                JsonText.Name(table.Strategy),
                table.Reason,
                target == table.Name ? "" : target
            );
        }
        tables.Write(writer);
    }

    private void Columns(MirrorPlan plan)
    {
        var columns = new TextTable("column", "PostgreSQL", "DuckDB", "fidelity", "why");
        foreach (var table in plan.Tables)
        {
            foreach (var column in table.ExcludedColumns)
                columns.Add($"{table.Name}.{column.Name}", DeclaredType.Of(column), "", "excluded", "--exclude-column");
            foreach (var column in table.Columns)
            {
                var mapping = column.Mapping;
                if (!allColumns && mapping is { Fidelity: Fidelity.Exact, IsUndecided: false })
                    continue;
                columns.Add(
                    $"{table.Name}.{mapping.Column.Name}",
                    DeclaredType.Of(mapping.Column),
                    mapping.DuckDBTypeSql,
                    JsonText.Name(mapping.Fidelity),
                    mapping.Reason ?? ""
                );
            }
        }
        writer.WriteLine();
        if (columns.Count == 0)
        {
            writer.WriteLine("Every column arrives exact.");
            return;
        }
        writer.WriteLine(allColumns ? "All columns:" : "Columns that do not arrive as they are:");
        columns.Write(writer);
    }

    private void Findings(IReadOnlyList<Finding> findings)
    {
        // Notes about columns stand in the table above.
        var told = findings
            .Where(finding => finding.Severity > FindingSeverity.Note || finding.Column is null)
            .ToList();
        if (told.Count == 0)
            return;
        writer.WriteLine();
        foreach (var finding in told.OrderByDescending(finding => finding.Severity))
        {
            writer.WriteLine(
                Coloured(finding.Severity, JsonText.Name(finding.Severity)) + Printable.Line($": {finding.Message}")
            );
            if (finding.Remedy is not null)
                writer.WriteLine(Printable.Line($"  {finding.Remedy}"));
        }
    }

    // Red, yellow and dim: SGR codes of ECMA-48.
    private string Coloured(FindingSeverity severity, string text)
    {
        var code = severity switch
        {
            FindingSeverity.Error => 31,
            FindingSeverity.Warning => 33,
            _ => 2,
        };
        return hasColour ? $"\e[{code}m{text}\e[0m" : text;
    }
}
