using System.Globalization;
using Pintail.Target;

namespace Pintail.Cli.Output;

/// <summary>
/// Runs of earlier for people: a line each, and below them what takes a sentence. "?" stands for what nobody knows, as how many rows
/// of a table that was copied in full are new.
/// </summary>
/// <param name="width">Cells of a line.</param>
internal sealed class HistoryPage(TextWriter writer, int width)
{
    private const string Unknown = "?";
    private const string Inserted = "inserted";

    // What changed is the last to go.
    private static readonly string[] RunDispensable =
    [
        "snapshot LSN",
        "strategies",
        "size",
        "rows read",
        "seconds",
        "tables",
        "proved",
        "deleted",
        "updated",
        Inserted,
    ];
    private static readonly string[] TableDispensable =
    [
        "snapshot LSN",
        "proof",
        "size",
        "rows read",
        "seconds",
        "strategy",
    ];

    private readonly List<string> _notes = [];
    private bool _hasUnknown;

    public void Write(IReadOnlyList<PastRun> runs)
    {
        var hasSources = runs.Select(run => run.Source).Distinct().Count() > 1;
        string[] headings =
        [
            "started (UTC)",
            "status",
            "tables",
            "strategies",
            "changes",
            Inserted,
            "updated",
            "deleted",
            "rows read",
            "size",
            "seconds",
            "snapshot LSN",
            "proved",
        ];
        var table = new TextTable([.. headings, .. hasSources ? ["source"] : Array.Empty<string>()]);
        foreach (var run in runs)
        {
            var cells = Cells(run);
            table.Add([.. cells, .. hasSources ? [run.Source] : Array.Empty<string>()]);
            AddNotes(run);
        }
        WriteTable(table.AlignRight(2, 5, 6, 7, 8, 9, 10).Fit(width, RunDispensable));
    }

    public void Write(IReadOnlyList<PastTableRun> runs)
    {
        var hasSources = runs.Select(run => run.Source).Distinct().Count() > 1;
        string[] headings =
        [
            "started (UTC)",
            "status",
            "strategy",
            "change",
            Inserted,
            "updated",
            "deleted",
            "rows read",
            "size",
            "seconds",
            "snapshot LSN",
        ];
        var table = new TextTable([.. headings, .. hasSources ? ["source"] : Array.Empty<string>(), "proof"]);
        foreach (var run in runs)
        {
            var isKnown = run.Change is not null;
            table.Add([
                Moment(run.StartedAt),
                run.Status,
                run.Strategy,
                run.Change ?? "none",
                isKnown ? Rows(run.Inserted ?? 0, run.Inserted is null ? 1 : 0) : "",
                isKnown ? Rows(run.Updated ?? 0, run.Updated is null ? 1 : 0) : "",
                isKnown ? Rows(run.Deleted ?? 0, run.Deleted is null ? 1 : 0) : "",
                Quantity.Count(run.Rows),
                Quantity.Bytes(run.Bytes),
                Quantity.Seconds(run.Duration),
                run.SnapshotLsn ?? "",
                .. hasSources ? [run.Source] : Array.Empty<string>(),
                run.Proof ?? "none",
            ]);
            if (run.Reason is { } reason)
                _notes.Add($"{Moment(run.StartedAt)} {run.Strategy}: {reason}");
            if (run.ErrorMessage is { } error)
                _notes.Add($"{Moment(run.StartedAt)} {run.Status}: {error}");
        }
        WriteTable(table.AlignRight(4, 5, 6, 7, 8, 9).Fit(width, TableDispensable));
    }

    private string[] Cells(PastRun run)
    {
        var loaded = run.Tables.Where(tables => tables.Change is not null).ToList();
        var hasTables = run.Tables.Count > 0;
        return
        [
            Moment(run.StartedAt),
            run.Status,
            hasTables ? Quantity.Count(run.Tables.Sum(tables => tables.Count)) : "",
            Counts(run.Tables.Where(tables => tables.Status != "refused"), tables => tables.Strategy),
            Counts(run.Tables, tables => tables.Change ?? tables.Status),
            hasTables ? Sum(loaded, tables => tables.Inserted) : "",
            hasTables ? Sum(loaded, tables => tables.Updated) : "",
            hasTables ? Sum(loaded, tables => tables.Deleted) : "",
            hasTables ? Quantity.Count(run.Tables.Sum(tables => tables.Rows)) : "",
            hasTables ? Quantity.Bytes(run.Tables.Sum(tables => tables.Bytes)) : "",
            run.Duration is { } duration ? Quantity.Seconds(duration) : "",
            run.SnapshotLsn ?? "",
            hasTables
                ? $"{Quantity.Count(loaded.Sum(t => t.Proved))} of {Quantity.Count(loaded.Sum(t => t.Count))}"
                : "",
        ];
    }

    private void AddNotes(PastRun run)
    {
        var failed = run.Tables.Where(tables => tables.ErrorMessage is not null).ToList();
        foreach (var tables in failed)
        {
            var more = tables.Count > 1 ? $" (and {Quantity.Of(tables.Count - 1, "more table")})" : "";
            var name = tables.ErrorMessage!.Contains(tables.FailedTable!, StringComparison.Ordinal)
                ? ""
                : $"{tables.FailedTable}: ";
            _notes.Add($"{Moment(run.StartedAt)} {tables.Status}{more}: {name}{tables.ErrorMessage}");
        }
        // The run's own error is that of its first table, where one has failed.
        if (failed.Count == 0 && run.ErrorMessage is { } error)
            _notes.Add($"{Moment(run.StartedAt)} {run.Status}: {error}");
    }

    // "2 unchanged, 1 merged"; the most first.
    private static string Counts(IEnumerable<PastTables> all, Func<PastTables, string> name) =>
        string.Join(
            ", ",
            all.GroupBy(name)
                .Select(group => (Name: group.Key, Count: group.Sum(tables => tables.Count)))
                .OrderByDescending(group => group.Count)
                .ThenBy(group => group.Name, StringComparer.Ordinal)
                .Select(group => $"{Quantity.Count(group.Count)} {group.Name}")
        );

    private string Sum(List<PastTables> loaded, Func<PastTables, long?> rows) =>
        Rows(loaded.Sum(tables => rows(tables) ?? 0), loaded.Count(tables => rows(tables) is null));

    private string Rows(long known, int unknown)
    {
        if (unknown == 0)
            return Quantity.Count(known);
        _hasUnknown = true;
        return known == 0 ? Unknown : $"{Quantity.Count(known)} + {Unknown}";
    }

    private void WriteTable(TextTable table)
    {
        var leftOut = table.Write(writer);
        if (leftOut.Count > 0)
            _notes.Add(
                $"Not shown, as the terminal is too narrow: {string.Join(", ", leftOut)} (--json has everything)."
            );
        if (_hasUnknown && !leftOut.Contains(Inserted))
            _notes.Add(
                $"{Unknown}: not known. A table that is copied in full does not tell which of its rows changed."
            );
        if (_notes.Count > 0)
            writer.WriteLine();
        foreach (var note in _notes)
            writer.WriteLine(Printable.Line(note));
    }

    private static string Moment(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
