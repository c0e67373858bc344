using Pintail.Cli.Commands;
using Pintail.Mirror;
using Pintail.Verify;

namespace Pintail.Cli.Output;

/// <summary>
/// Shows a run to whoever started it: bars on a terminal, lines elsewhere, JSON for programs, or errors only. Results go
/// to standard output, warnings and errors to standard error. The engine calls from any thread; what an implementation
/// writes it writes under <see cref="Gate"/>.
/// </summary>
internal abstract class RunOutput(CommandContext context) : IMirrorObserver, IVerifyObserver
{
    private readonly HashSet<Finding> _shown = [];
    private readonly Dictionary<(string Schema, string Table), TableStatus> _finished = [];

    private readonly Dictionary<string, VerifyStatus> _verified = [];

    protected Lock Gate { get; } = new();
    protected CommandContext Context { get; } = context;

    public static RunOutput Create(CommandContext context, bool json, bool quiet) =>
        json ? new JsonOutput(context)
        : quiet ? new QuietOutput(context)
        : context.OutIsTerminal ? new TerminalOutput(context)
        : new PlainOutput(context);

    /// <summary>The first line: what is read and where it goes.</summary>
    public virtual void Begin(string source, string target) { }

    public virtual void Warn(string message) => WriteError($"warning: {message}");

    /// <summary>A line for those who follow what happens.</summary>
    public virtual void Log(string line) => WriteError(line);

    /// <summary>Carries the run out, showing what it can while it runs.</summary>
    public virtual Task<T> ShowAsync<T>(Func<Task<T>> run) => run();

    /// <summary>The summary, after the tables that nobody has reported yet.</summary>
    public void End(MirrorResult result)
    {
        foreach (var table in result.Tables)
            TableFinished(table);
        Summarize(result);
    }

    public void End(VerifyResult result)
    {
        foreach (var table in result.Tables)
            TableVerified(table);
        Summarize(result);
    }

    public virtual void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait) =>
        WriteError(
            $"{what}: attempt {attempt} of {attempts} failed: {error.Message} Next attempt in {Quantity.Seconds(wait)} s."
        );

    public void Planned(MirrorPlan plan)
    {
        lock (Gate)
        {
            // A run that starts over plans again and finds the same.
            var fresh = plan.Findings.Where(finding => _shown.Add(finding)).ToList();
            ShowPlan(plan, fresh);
        }
    }

    public virtual void TableStarted(TableProgress progress) { }

    public void TableFinished(TableResult result)
    {
        lock (Gate)
        {
            // A run that starts over loads tables again; how one ended is told again only when it changed.
            var table = (result.Schema, result.Table);
            if (_finished.TryGetValue(table, out var told) && told == result.Status)
                return;
            _finished[table] = result.Status;
            ShowTable(result);
        }
    }

    public void Doubted(TablePlan table, PintailException why) =>
        Warn($"{table.Name} is copied in full: what changed could not be proved. {why.Message}");

    public virtual void Publishing(int tables) { }

    public void CheckpointFailed(PintailException why) =>
        Warn(
            $"What was published is safe, but a part of it is only in the log beside the target's file (.wal): keep the two together. The next run tries again. {why.Message} {why.Hint}"
        );

    public void TableVerified(TableVerification table)
    {
        lock (Gate)
        {
            if (_verified.TryGetValue(table.Name, out var told) && told == table.Status)
                return;
            _verified[table.Name] = table.Status;
            ShowTable(table);
        }
    }

    /// <param name="findings">Those that no earlier plan of this run had.</param>
    protected virtual void ShowPlan(MirrorPlan plan, IReadOnlyList<Finding> findings)
    {
        // What refuses a table is told with the table.
        var refusals = plan.Refused.Select(refused => refused.Reason).ToHashSet();
        foreach (var finding in findings)
        {
            if (finding.Severity == FindingSeverity.Error && !refusals.Contains(finding))
                ShowError(finding.Message, finding.Remedy);
        }
    }

    protected virtual void ShowTable(TableResult table) => ShowFailure(table);

    protected virtual void Summarize(MirrorResult result) { }

    protected virtual void ShowTable(TableVerification table)
    {
        if (table.Error is { } error)
            ShowError(error, table.Name);
    }

    protected virtual void Summarize(VerifyResult result) { }

    /// <summary>A failed or refused table's error, for people.</summary>
    protected void ShowFailure(TableResult table)
    {
        if (table.Error is { } error)
            ShowError(error, $"{table.Schema}.{table.Table}");
    }

    private void ShowError(PintailException error, string table)
    {
        // Planning's messages name the table themselves.
        var named = error.Message.Contains(table, StringComparison.Ordinal);
        ShowError(named ? error.Message : $"{table}: {error.Message}", error.Hint);
    }

    /// <summary>Warnings, and notes of copies that this run does not refresh, in full; other notes by their number.</summary>
    protected void ShowWarnings(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity == FindingSeverity.Warning))
            Warn(finding.Remedy is null ? finding.Message : $"{finding.Message} {finding.Remedy}");
        var notes = findings.Where(finding => finding.Severity == FindingSeverity.Note).ToLookup(IsOfCopy);
        foreach (var finding in notes[true])
            WriteLine(finding.Message);
        if (notes[false].Any())
            WriteLine($"{Quantity.Of(notes[false].Count(), "note")}: see 'pintail plan'.");

        static bool IsOfCopy(Finding finding) =>
            finding.Kind is FindingKind.SourceGone or FindingKind.CopyNotRefreshed or FindingKind.CopyUnderOtherName;
    }

    private void ShowError(string message, string? hint)
    {
        WriteError($"error: {message}");
        if (hint is not null)
            WriteError($"hint: {hint}");
    }

    protected virtual void WriteLine(string line)
    {
        lock (Gate)
            Context.Out.WriteLine(Printable.Line(line));
    }

    protected virtual void WriteError(string line)
    {
        lock (Gate)
            Context.Error.WriteLine(Printable.Text(line));
    }
}
