using Pintail.Cli.Commands;
using Pintail.Mirror;
using Pintail.Verify;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pintail.Cli.Output;

/// <summary>
/// On a terminal: the lines of <see cref="PlainOutput"/> scroll by above a bar for each running table and one for all
/// of them, with rows per second and the time that remains. The bars go when the run ends.
/// </summary>
internal sealed class TerminalOutput : PlainOutput
{
    // Often enough to look alive, too seldom to cost anything.
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private const int BarWidth = 24;

    private readonly IAnsiConsole _console;
    private readonly Dictionary<TableProgress, ProgressTask> _running = [];
    private ProgressContext? _bars;
    private ProgressTask? _total;
    private long _finishedRows;

    private readonly bool _barsOnly;

    /// <param name="barsOnly">No lines: someone else tells what happened.</param>
    public TerminalOutput(CommandContext context, bool barsOnly = false)
        : base(context)
    {
        _console = SpectreConsole.Create(context);
        _barsOnly = barsOnly;
    }

    public override Task<T> ShowAsync<T>(Func<Task<T>> run) =>
        _console
            .Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = BarWidth },
                new PercentageColumn(),
                new RowsPerSecondColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async bars =>
            {
                _bars = bars;
                using var stop = new CancellationTokenSource();
                var updates = UpdateAsync(stop.Token);
                try
                {
                    return await run();
                }
                finally
                {
                    await stop.CancelAsync();
                    await updates;
                    _bars = null;
                }
            });

    public override void TableStarted(TableProgress progress)
    {
        lock (Gate)
        {
            if (_bars is null || _running.ContainsKey(progress))
                return;
            var expected = Math.Max(1, progress.Table.ExpectedRows);
            _running[progress] = _bars.AddTask(Printable.Line(progress.Table.Name).EscapeMarkup(), maxValue: expected);
        }
    }

    public override void Publishing(int tables)
    {
        lock (Gate)
        {
            if (_total is not null)
                _total.Description = $"publishing {Quantity.Of(tables, "table")}";
            _bars?.Refresh();
        }
    }

    protected override void ShowPlan(MirrorPlan plan, IReadOnlyList<Finding> findings)
    {
        if (!_barsOnly)
            base.ShowPlan(plan, findings);
        _total ??= _bars?.AddTask("all tables", maxValue: Math.Max(1, plan.ExpectedRows));
        _bars?.Refresh();
    }

    protected override void ShowTable(TableResult table)
    {
        EndBar(table.Schema, table.Table);
        _finishedRows += table.Rows;
        if (!_barsOnly)
            base.ShowTable(table);
    }

    protected override void ShowTable(TableVerification table)
    {
        EndBar(table.Schema, table.Table);
        _finishedRows += table.SourceRows;
        base.ShowTable(table);
    }

    private void EndBar(string schema, string name)
    {
        foreach (var (progress, bar) in _running)
        {
            if (progress.Table.Relation.Schema != schema || progress.Table.Relation.Name != name)
                continue;
            _running.Remove(progress);
            bar.Value = bar.MaxValue;
            bar.StopTask();
            break;
        }
    }

    protected override void WriteLine(string line)
    {
        WriteLines(Printable.Line(line), Style.Plain);
    }

    // Past the live bars a line straight to standard error would end up within them.
    protected override void WriteError(string line)
    {
        if (!Context.ErrorIsTerminal)
        {
            base.WriteError(line);
            return;
        }
        var style = line.StartsWith("error:", StringComparison.Ordinal)
            ? new Style(Color.Red)
            : new Style(Color.Yellow);
        WriteLines(Printable.Text(line), style);
    }

    // The live bars begin with a blank line, and only that is written over in full: a text of several lines, its own or those
    // that the width makes, would leave bits of bars behind its second one.
    private void WriteLines(string text, Style style)
    {
        lock (Gate)
        {
            var width = _console.Profile.Width;
            var segments = ((IRenderable)new Text(text)).Render(RenderOptions.Create(_console), width);
            foreach (var line in Segment.SplitLines(segments, width))
                _console.WriteLine(string.Concat(line.Select(segment => segment.Text)).TrimEnd('\n'), style);
        }
    }

    private async Task UpdateAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Refresh, Context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                Update();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private void Update()
    {
        lock (Gate)
        {
            var rows = _finishedRows;
            foreach (var (progress, bar) in _running)
            {
                rows += progress.Rows;
                Move(bar, progress.Rows);
            }
            if (_total is not null)
                Move(_total, rows);
        }
    }

    // The expected number is an estimate: a bar that is full would vanish while its table still runs.
    private static void Move(ProgressTask bar, long rows)
    {
        if (rows >= bar.MaxValue)
            bar.MaxValue = rows * 1.02 + 1;
        bar.Value = rows;
    }

    private sealed class RowsPerSecondColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? $"{Quantity.Count((long)speed)} rows/s" : "").RightJustified();

        public override int? GetColumnWidth(RenderOptions options) => 17;
    }
}
