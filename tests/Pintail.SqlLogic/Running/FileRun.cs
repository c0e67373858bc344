using System.Globalization;
using Pintail.SqlLogic.Databases;
using Pintail.SqlLogic.Format;

namespace Pintail.SqlLogic.Running;

// Runs one .test file: a database of its own, a folder of its own for __TEST_DIR__, then record after record. A record
// that fails is noted and the file goes on, so that one run tells all that is wrong; later failures may follow from the
// first. Only a database that cannot be opened ends the file.

/// <summary>One file's run.</summary>
internal sealed class FileRun
{
    private const UnixFileMode OpenToOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly FileOutcome _outcome;
    private readonly FileState _state;
    private readonly RecordRunner _records;
    private readonly DirectiveRunner _directives;
    private volatile bool _isHalted;

    private FileRun(FileOutcome outcome, FileState state)
    {
        _outcome = outcome;
        _state = state;
        _records = new RecordRunner(state);
        _directives = new DirectiveRunner(state);
    }

    /// <param name="name">How the file is called in the report and in {TEST_NAME}.</param>
    internal static FileOutcome Run(string path, string name, RunSettings settings)
    {
        var outcome = new FileOutcome(name);
        var folder = TestFolder();
        try
        {
            var place = new DatabasePlace(null, false, null, Path.Combine(folder, "test_secret_dir"));
            using var connections = new ConnectionSet(settings.Open, place);
            var state = new FileState(settings, new Variables(name, folder), connections, folder);
            new FileRun(outcome, state).RunAll(LogicParser.Parse(File.ReadAllText(path)), LoopScope.Outside);
        }
        catch (FileSkippedException e)
        {
            outcome.SkipReason = e.Message;
        }
        catch (FileFailedException)
        {
            // Noted where it was thrown.
        }
        catch (Exception e)
        {
            outcome.Fail(1, new RecordFailedException($"The file could not be run: {e.Message}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return outcome;
    }

    // A relative path, because files write {WORKING_DIRECTORY}/{TEST_DIR}; and open to others, because a Postgres server
    // that runs as another user may be told to read from there.
    private static string TestFolder()
    {
        var folder = Directory.CreateTempSubdirectory("pintail-logic-");
        folder.UnixFileMode |= OpenToOthers;
        return Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.FullName);
    }

    private void RunAll(IReadOnlyList<LogicRecord> records, LoopScope scope)
    {
        foreach (var record in records)
        {
            if (_isHalted)
                return;
            try
            {
                if (!Allows(record, scope))
                    continue;
                if (record is DirectiveRecord { Name: "continue" })
                    return;
                Run(record, scope);
            }
            catch (FileFailedException e)
            {
                _outcome.Fail(record.LineNumber, e);
                throw;
            }
            catch (RecordFailedException e)
            {
                _outcome.Fail(record.LineNumber, e);
            }
            catch (Exception e) when (e is not FileSkippedException)
            {
                _outcome.Fail(record.LineNumber, new RecordFailedException(e.Message));
            }
        }
    }

    private void Run(LogicRecord record, LoopScope scope)
    {
        switch (record)
        {
            case StatementRecord statement:
                _records.Run(statement, scope);
                _outcome.Pass();
                break;
            case QueryRecord query:
                _records.Run(query, scope);
                _outcome.Pass();
                break;
            case LoopRecord { IsConcurrent: true } loop:
                RunConcurrently(loop, scope);
                break;
            case LoopRecord loop:
                foreach (var value in Values(loop, scope))
                    RunAll(loop.Body, scope.Inside(loop.Variable, value));
                break;
            case DirectiveRecord { Name: "halt" }:
                _isHalted = true;
                break;
            case DirectiveRecord directive:
                _directives.Run(directive, scope);
                break;
            case MalformedRecord malformed:
                throw new RecordFailedException(malformed.Reason);
        }
    }

    private static bool Allows(LogicRecord record, LoopScope scope) =>
        record.Conditions.All(condition =>
            condition.Allows(
                scope.Value(condition.Variable)
                    ?? throw new RecordFailedException(
                        $"There is no loop around with the variable '{condition.Variable}'."
                    )
            )
        );

    private IEnumerable<string> Values(LoopRecord loop, LoopScope scope)
    {
        if (loop.IsForeach)
            return ForeachLists.Expand(loop.Arguments.Select(word => _state.Variables.ExpandLoops(word, scope)));
        var (start, end) = (Bound(loop.Arguments[0], scope), Bound(loop.Arguments[1], scope));
        // DuckDB's runner looks at the end after a turn: "loop i 5 5" runs once.
        return Enumerable.Range(start, Math.Max(1, end - start)).Select(i => i.ToString(CultureInfo.InvariantCulture));
    }

    private int Bound(string word, LoopScope scope) =>
        int.TryParse(_state.Variables.Expand(word, scope), CultureInfo.InvariantCulture, out var bound)
            ? bound
            : throw new RecordFailedException($"A loop runs from a number to a number; '{word}' is none.");

    // A thread and a connection for each turn, all at the same time.
    private void RunConcurrently(LoopRecord loop, LoopScope scope)
    {
        if (scope.Own is not null)
            throw new RecordFailedException("A concurrent loop cannot stand in another.");
        Exception? ending = null;
        var threads = Values(loop, scope)
            .Select(value => new Thread(() =>
            {
                try
                {
                    using var connection = _state.Connections.Connect();
                    RunAll(loop.Body, scope.Inside(loop.Variable, value) with { Own = connection });
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref ending, e, null);
                }
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (ending is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(ending);
    }
}
