// What reading a table takes besides its SQL: attempts with waits between them, a connection of the budget for each
// reading, the exporter's own connection when another session waits to lock the table, more memory where it is short, and
// an error that names the table. A failure stays this table's own, unless the snapshot itself is lost: then nothing that
// was read under it can be completed, and the run begins again.

using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What the tables of one run share.</summary>
internal record ReadContext(
    MirrorSpec Spec,
    Warehouse Warehouse,
    CopyScan Scan,
    ScanStreams Streams,
    TimeProvider Time
);

/// <summary>Reads one table, in as many attempts as the spec allows. One thread; its first connection is already taken.</summary>
/// <param name="doing">What is tried, as the start of a sentence: "Copying shop.orders".</param>
internal sealed class TableAttempts(ReadContext context, TablePlan plan, TableProgress progress, string doing)
{
    private bool _hasConnection = true;

    /// <summary>Another session waits to lock the table exclusively: only the exporter, which has its lock, can still read it.</summary>
    public bool IsLockedOut { get; private set; }

    /// <param name="attempt">Reads the table by <see cref="Read"/>, once or several times.</param>
    /// <returns>Why all attempts failed; null when one did not.</returns>
    public PintailException? Run(RetryNotice waiting, Action<CancellationToken> attempt, CancellationToken cancellation)
    {
        try
        {
            var attempts = 0;
            Retries
                .Create(context.Spec, waiting, context.Time, plan.Name, context.Streams.Workers.IsSnapshotLost)
                .Execute(
                    token =>
                    {
                        progress.Restart(++attempts);
                        try
                        {
                            attempt(token);
                        }
                        catch (PintailException e)
                            when (LoadMemory.IsShortage(e) && context.Warehouse.TryLiftMemoryLimit())
                        {
                            progress.Restart(attempts);
                            attempt(token);
                        }
                    },
                    cancellation
                );
            return null;
        }
        catch (Exception e)
        {
            return FailureClassifier.Classify(e, doing, context.Spec.Target);
        }
        finally
        {
            if (_hasConnection)
                context.Streams.Budget.Give();
        }
    }

    /// <summary>
    /// Reads the table once. Between two readings no connection is held, so that what happens then does not keep other
    /// tables from reading.
    /// </summary>
    /// <param name="work">Gets what stands behind FROM, a connection to DuckDB, and what comes to be known of the reading.</param>
    /// <param name="plain">Where the connection is from; null for one of its own.</param>
    public T Read<T>(
        CopyRequest request,
        Func<string, DuckDBConnection, TableCopy, T> work,
        CancellationToken cancellation,
        PlainConnections? plain = null
    )
    {
        if (!_hasConnection)
            context.Streams.Budget.TakeForTable(cancellation);
        _hasConnection = false;
        using var copy = new TableCopy(request, context.Streams, progress.Add, IsLockedOut, cancellation);
        try
        {
            if (plain is not null)
                return plain.Use(connection => Carry(copy, connection, work, cancellation));
            using var connection = context.Warehouse.Connect();
            return Carry(copy, connection, work, cancellation);
        }
        catch (Exception e)
        {
            cancellation.ThrowIfCancellationRequested();
            // What broke the copy, not what was left of it after DuckDB.
            var error = Name(FailureClassifier.Classify(copy.Error ?? e, doing, context.Spec.Target));
            IsLockedOut |= error.Kind == ErrorKind.SourceConflict;
            throw error;
        }
    }

    private T Carry<T>(
        TableCopy copy,
        DuckDBConnection connection,
        Func<string, DuckDBConnection, TableCopy, T> work,
        CancellationToken cancellation
    )
    {
        using var interrupt = cancellation.Register(connection.Interrupt);
        var id = context.Scan.Add(copy);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            return work($"{CopyScan.FunctionName}({id})", connection, copy);
        }
        finally
        {
            context.Scan.Remove(id);
        }
    }

    // An error that speaks of a column only does not say whose, and one that the server has with a row may be the
    // condition's.
    private PintailException Name(PintailException error)
    {
        var message = error.Message.Contains(plan.Name, StringComparison.Ordinal)
            ? error.Message
            : $"{plan.Name}: {error.Message}";
        var hint =
            plan.RowFilter is not null && error.Kind == ErrorKind.SourceQuery
                ? $"{error.Hint} It may come from the table's --where.".TrimStart()
                : error.Hint;
        return message == error.Message && hint == error.Hint
            ? error
            : new PintailException(error.Kind, message, hint, error);
    }
}
