// One statement from its text to its rows on the output. Rows are written as they come; nothing is held but what the format
// needs for its layout.
//
// The text of a TIMESTAMP WITH TIME ZONE depends on the session's time zone, and asking for it while rows come would end
// them. So it is asked before the first statement, and again after a statement that may have changed it.

using System.Globalization;
using Pintail.Cli.Commands;
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
        foreach (var result in session.Execute(statement, cancellation))
            changed = Write(result, statement);
        return changed;
    }

    public void Dispose() => _renderer.Dispose();

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
            var writer = ResultFormats.Create(Format, context);
            writer.Begin(columns);
            foreach (var rows in Chunks(result, types))
                writer.Write(rows);
            writer.End();
            return null;
        }
        finally
        {
            types.ForEach(type => type.Dispose());
        }
    }

    private long? Count(SqlResult result, List<LogicalType> types) =>
        Chunks(result, types)
            .SelectMany(rows => rows)
            .Select(row => (long?)long.Parse(row[0]!, CultureInfo.InvariantCulture))
            .SingleOrDefault();

    private IEnumerable<IReadOnlyList<string?[]>> Chunks(SqlResult result, List<LogicalType> types)
    {
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                var rows = new List<string?[]>(chunk.RowCount);
                _renderer.Render(chunk, types, _zone, rows);
                yield return rows;
            }
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
        return new ResultColumn(name, id, id == DuckDBType.Decimal ? type.DecimalWidth : 0);
    }
}
