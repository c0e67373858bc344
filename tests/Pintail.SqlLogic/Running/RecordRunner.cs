using Pintail.SqlLogic.Comparing;
using Pintail.SqlLogic.Databases;
using Pintail.SqlLogic.Format;

namespace Pintail.SqlLogic.Running;

/// <summary>Runs one statement or query and compares. Any thread may, with a connection of its own.</summary>
internal sealed class RecordRunner(FileState state)
{
    internal void Run(StatementRecord statement, LoopScope scope)
    {
        var sql = state.Variables.Expand(statement.Sql, scope);
        Exception? error = null;
        try
        {
            var result = Connection(statement.Connection, scope).Execute(sql);
            if (state.PrintsResults)
                Print(sql, ResultCells.Of(result, SortStyle.None).Lines());
        }
        catch (Exception e) when (e is not RecordFailedException)
        {
            error = e;
        }
        var expected = state.Variables.Expand(statement.Error, scope);
        var difference = ErrorCheck.Difference(statement, expected, error, state.NeverExpectedErrors);
        if (difference is null)
            return;
        SkipIfIgnored(error);
        throw new RecordFailedException(difference) { Sql = sql, Expected = expected.Length > 0 ? [expected] : null };
    }

    internal void Run(QueryRecord query, LoopScope scope)
    {
        var sql = state.Variables.Expand(query.Sql, scope);
        var result = Execute(query, sql, scope);
        var actual = ResultCells.Of(result, query.Sort);
        if (state.PrintsResults)
            Print(sql, actual.Lines());
        if (state.PrintsHashes)
        {
            Print(sql, [actual.Hash()]);
            return;
        }
        var expected = query.Expected.Select(line => state.Variables.ExpandLoops(line, scope)).ToArray();
        if (Difference(query, result, actual, expected, scope) is { } difference)
        {
            throw new RecordFailedException(difference)
            {
                Sql = sql,
                Expected = expected,
                Actual = [.. actual.Lines()],
            };
        }
    }

    private LogicResult Execute(QueryRecord query, string sql, LoopScope scope)
    {
        try
        {
            return Connection(query.Connection, scope).Execute(sql);
        }
        catch (Exception e) when (e is not RecordFailedException)
        {
            SkipIfIgnored(e);
            throw new RecordFailedException($"The query failed: {e.Message}") { Sql = sql };
        }
    }

    private string? Difference(
        QueryRecord query,
        LogicResult result,
        ResultCells actual,
        string[] expected,
        LoopScope scope
    )
    {
        if (query.Label is { } label)
        {
            var hash = actual.Hash();
            if (state.Labels.GetOrAdd(label, hash) != hash)
                return $"The result is another than that of an earlier query with the label '{label}'.";
            // A label's queries are compared with each other; most say nothing else.
            if (expected.Length == 0)
                return null;
        }
        if (expected is [var line] && TextPattern.IsHash(line))
            return actual.Hash() == line ? null : $"The result is expected to be {line} and is {actual.Hash()}.";
        var comparer = new ResultComparer(state.Settings.Text, text => state.Variables.Expand(text, scope));
        return comparer.Difference(result, actual, expected, query.ColumnCount);
    }

    private ILogicConnection Connection(string? label, LoopScope scope)
    {
        if (label is null)
            return scope.Own ?? state.Connections.Main;
        return scope.Own is null
            ? state.Connections.Labelled(label)
            : throw new RecordFailedException(
                $"A concurrent loop cannot use the connection '{label}': it has its own."
            );
    }

    private void SkipIfIgnored(Exception? error)
    {
        if (error is not null && ErrorCheck.Contains(error.Message, state.IgnoredErrors))
            throw new FileSkippedException("an error that the file ignores");
    }

    private void Print(string sql, IEnumerable<string> lines) =>
        state.Settings.Output.WriteLine(string.Join('\n', [sql, "----", .. lines, ""]));
}
