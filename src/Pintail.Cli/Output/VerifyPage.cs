using Pintail.Verify;

namespace Pintail.Cli.Output;

/// <summary>A verification for people: a line per table, and for one that differs its counts and first keys.</summary>
internal static class VerifyPage
{
    private const string Indent = "  ";

    public static IEnumerable<string> Lines(TableVerification table)
    {
        yield return $"{table.Name}: {Headline(table)}";
        if (table.NotCompared.Count > 0)
        {
            yield return $"{Indent}{Quantity.Of(table.Compared.Count, "column")} compared; not compared, as DuckDB prints "
                + $"them in another way: {string.Join(", ", table.NotCompared)}";
        }
        if (table.Unexplained.Total > 0)
            yield return $"{Indent}not explained: {Counts(table.Unexplained)}";
        if (table.Shown.Total > 0)
            yield return $"{Indent}changes since {Since(table.MirroredAt)} can explain: {Counts(table.Shown)}";
        if (Possible(table) is { Total: > 0 } possible)
        {
            yield return $"{Indent}may have changed since {Since(table.MirroredAt)}, which nothing at the source shows: "
                + Counts(possible);
        }
        if (table.Unexplained.Total + table.Explained.Total > 0 && table.Key.Count == 0)
            yield return $"{Indent}(no key: whole rows are compared, and a changed row is a missing and a surplus one)";
        foreach (var line in Rows(table))
            yield return Indent + line;
    }

    public static string Summary(VerifyResult result)
    {
        var equal = Quantity.Of(result.Count(VerifyStatus.Equal), "table");
        List<string> parts = [$"{equal} equal"];
        Add(VerifyStatus.Changed, "may have changed since the mirror");
        Add(VerifyStatus.Different, "different");
        Add(VerifyStatus.OtherStructure, "of another structure");
        Add(VerifyStatus.MissingInMirror, "missing in the mirror");
        Add(VerifyStatus.MissingAtSource, "gone at the source");
        Add(VerifyStatus.LeftOver, "left over");
        Add(VerifyStatus.NotVerified, "not verified");
        Add(VerifyStatus.Failed, "failed");
        var changed = result.Tables.Sum(table => table.Explained.Total);
        if (changed > 0)
            parts.Add($"{Quantity.Of(changed, "row")} may have changed since the mirror's snapshot");
        return $"{string.Join(", ", parts)}, in {Quantity.Seconds(result.Duration)} s";

        void Add(VerifyStatus status, string text)
        {
            if (result.Count(status) is > 0 and var count)
                parts.Add($"{Quantity.Count(count)} {text}");
        }
    }

    private static string Headline(TableVerification table) =>
        table.Status switch
        {
            VerifyStatus.Equal => $"equal, {Quantity.Of(table.SourceRows, "row")} {Time(table)}",
            VerifyStatus.Changed =>
                $"may have changed since the mirror, {Rows(table.SourceRows, table.TargetRows)} {Time(table)}",
            VerifyStatus.Different => $"different, {Rows(table.SourceRows, table.TargetRows)} {Time(table)}",
            VerifyStatus.OtherStructure => "of another structure",
            VerifyStatus.MissingInMirror => "missing in the mirror",
            VerifyStatus.MissingAtSource => "gone at the source",
            VerifyStatus.LeftOver => "left over",
            VerifyStatus.NotVerified => "not verified",
            _ => "failed",
        };

    private static string Rows(long source, long target) =>
        source == target
            ? $"{Quantity.Of(source, "row")} on both sides"
            : $"{Quantity.Of(source, "row")} at the source and {Quantity.Count(target)} in the mirror";

    private static string Time(TableVerification table) => $"in {Quantity.Seconds(table.Duration)} s";

    private static string Since(DateTimeOffset? time) => time is { } moment ? Moment.Text(moment) : "the mirror";

    private static string Counts(RowDifferences rows)
    {
        List<string> parts = [];
        if (rows.Differing > 0)
            parts.Add($"{Quantity.Of(rows.Differing, "row")} with other values");
        if (rows.Missing > 0)
            parts.Add($"{Quantity.Count(rows.Missing)} missing in the mirror");
        if (rows.Surplus > 0)
            parts.Add($"{Quantity.Count(rows.Surplus)} only in the mirror");
        return string.Join(", ", parts);
    }

    // What is explained only because something was written.
    private static RowDifferences Possible(TableVerification table) =>
        new(
            table.Explained.Differing - table.Shown.Differing,
            table.Explained.Missing - table.Shown.Missing,
            table.Explained.Surplus - table.Shown.Surplus
        );

    private static IEnumerable<string> Rows(TableVerification table)
    {
        if (table.Rows.Count == 0)
            yield break;
        var rows = new TextTable([.. table.Key, "what", "columns", "explained"]);
        foreach (var row in table.Rows)
        {
            rows.Add([
                .. row.Key.Select(value => value ?? "NULL"),
                JsonText.Name(row.Kind),
                string.Join(", ", row.Columns),
                !row.IsExplained ? "no"
                : table.IsShown(row) ? "yes"
                : "maybe",
            ]);
        }
        using var text = new StringWriter { NewLine = "\n" };
        rows.Write(text);
        foreach (var line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return line;
        var more = table.Unexplained.Total + table.Explained.Total - table.Rows.Count;
        if (more > 0)
            yield return $"and {Quantity.Of(more, "row")} more";
    }
}
