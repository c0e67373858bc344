// One statement from its text to its rows on the output. Rows are written as they come; nothing is held but what the format
// needs for its layout.
//
// The text of a TIMESTAMP WITH TIME ZONE depends on the session's time zone, and asking for it while rows come would end
// them. So it is asked before the first statement, and again after a statement that may have changed it.

using System.Globalization;
using Pintail.Cli.Commands;
using Pintail.Cli.Output;
using Pintail.Cli.Results;
using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.Cli.Sessions;

/// <summary>Runs statements in a session and writes their results.</summary>
internal sealed class StatementRunner(SqlSession session, CommandContext context) : IDisposable
{
    private readonly ValueRenderer _renderer = new();
    private ZoneSetting _zone = new("UTC", "gregorian");
    private bool _isZoneKnown;

    public ResultFormat Format { get; set; }

    /// <returns>Rows inserted, updated, deleted or copied; null for a statement of another kind.</returns>
    /// <exception cref="Exception">See <see cref="StatementErrors"/>.</exception>
    public long? Run(string statement, CancellationToken cancellation)
    {
        using var interrupt = new RepeatedInterrupt(session, cancellation);
        LearnZone();
        if (MayChangeZone(statement))
            _isZoneKnown = false;
        long? changed = null;
        using var results = session.Execute(statement, cancellation).GetEnumerator();
        while (MoveNext(results))
            changed = Write(results.Current, statement);
        return changed;
    }

    public void Dispose() => _renderer.Dispose();

    private bool MoveNext(IEnumerator<SqlResult> results)
    {
        using var line = new ProgressLine(context, session.Progress);
        return results.MoveNext();
    }

    private long? Write(SqlResult result, string statement)
    {
        var types = new List<LogicalType>();
        try
        {
            for (var i = 0; i < result.Columns.Count; i++)
                types.Add(result.ColumnType(i));
            var columns = result.Columns.Select((column, i) => Column(column.Name, types[i])).ToList();
            if (StatementOutcome.IsNothing(columns))
                return null;
            if (StatementOutcome.IsCount(columns, statement))
                return Count(result, types);
            if (Format == ResultFormat.Table && StatementOutcome.IsPlan(columns))
            {
                WritePlan(result, types);
                return null;
            }
            var writer = ResultFormats.Create(Format, context);
            writer.Begin(columns);
            if (writer.EdgeRows is { } edge)
                WriteEdges(result, types, writer, edge);
            else
                WriteAll(result, types, writer);
            writer.End();
            return null;
        }
        finally
        {
            types.ForEach(type => type.Dispose());
        }
    }

    private long? Count(SqlResult result, List<LogicalType> types) =>
        Chunks(result)
            .SelectMany(chunk => Texts(chunk, types))
            .Select(row => (long?)long.Parse(row[0]!, CultureInfo.InvariantCulture))
            .SingleOrDefault();

    private void WritePlan(SqlResult result, List<LogicalType> types)
    {
        foreach (var row in Chunks(result).SelectMany(chunk => Texts(chunk, types)))
            context.Out.WriteLine(Printable.Text(row[1] ?? "").TrimEnd('\n'));
    }

    private void WriteAll(SqlResult result, List<LogicalType> types, ResultWriter writer)
    {
        foreach (var chunk in Chunks(result))
            writer.Write(Texts(chunk, types));
    }

    // What nobody will see is counted and not made into text.
    private void WriteEdges(SqlResult result, List<LogicalType> types, ResultWriter writer, int edge)
    {
        var written = 0;
        var held = new Queue<DataChunk>();
        try
        {
            while (result.NextChunk() is { } chunk)
            {
                held.Enqueue(chunk);
                if (written < edge)
                {
                    using var early = held.Dequeue();
                    writer.Write(Texts(early, types));
                    written += early.RowCount;
                }
                else if (held.Sum(one => one.RowCount) - held.Peek().RowCount >= edge)
                {
                    using var between = held.Dequeue();
                    writer.Skip(between.RowCount);
                }
            }
            foreach (var chunk in held)
                writer.Write(Texts(chunk, types));
        }
        finally
        {
            foreach (var chunk in held)
                chunk.Dispose();
        }
    }

    private List<string?[]> Texts(DataChunk chunk, List<LogicalType> types)
    {
        var rows = new List<string?[]>(chunk.RowCount);
        var nested = Format == ResultFormat.Json ? NestedStyle.Json : NestedStyle.Text;
        _renderer.Render(chunk, types, _zone, rows, nested);
        return rows;
    }

    // Each is gone when the next is asked for.
    private static IEnumerable<DataChunk> Chunks(SqlResult result)
    {
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
                yield return chunk;
        }
    }

    private void LearnZone()
    {
        if (_isZoneKnown)
            return;
        try
        {
            foreach (var result in session.Execute("SELECT current_setting('TimeZone'), current_setting('Calendar')"))
                _zone = result.Rows().Select(row => new ZoneSetting((string)row[0]!, (string)row[1]!)).Single();
            _isZoneKnown = true;
        }
        catch (DuckDBException)
        {
            // A transaction that failed answers nothing, and has no rows to write either.
        }
    }

    private static bool MayChangeZone(string statement) =>
        statement.Contains("zone", StringComparison.OrdinalIgnoreCase)
        || statement.Contains("calendar", StringComparison.OrdinalIgnoreCase);

    private static ResultColumn Column(string name, LogicalType type)
    {
        var id = type.Id;
        return new ResultColumn(name, id, id == DuckDBType.Decimal ? type.DecimalWidth : 0, type.Alias == "JSON");
    }
}
