// One table's way from a plan to a proved staging table, with its attempts. It runs on a thread of its own, because
// DuckDB's CREATE TABLE AS blocks until the table is there. A failure stays this table's own, unless the snapshot itself
// is lost: then nothing that was read under it can be completed, and the run begins again.

using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What the loads of one run share.</summary>
internal sealed record LoadContext(
    MirrorSpec Spec,
    Warehouse Warehouse,
    CopyScan Scan,
    StoredContent Stored,
    StoredFieldHash FieldHash,
    StreamBudget Budget,
    WorkerPool Workers,
    int MaxStreams,
    SnapshotSession Session,
    int SampleSeed,
    IMirrorObserver Observer,
    TimeProvider Time
);

/// <summary>Loads one table.</summary>
internal sealed class TableLoad(LoadContext context, TablePlan plan, TargetTable staging)
{
    private readonly TableProgress _progress = new(plan);

    // Another session waits to lock the table exclusively: only the exporter, which has its lock, can still read it.
    private bool _isLockedOut;

    public TablePlan Plan => plan;
    public TargetTable Staging => staging;

    /// <summary>What was compared; null when the table did not get that far.</summary>
    public string? Proof { get; private set; }

    /// <summary>Never throws for a failure of this table; its first connection is already taken from the budget.</summary>
    public TableResult Run(CancellationToken cancellation)
    {
        var startedAt = context.Time.GetUtcNow();
        var started = context.Time.GetTimestamp();
        context.Observer.TableStarted(_progress);
        PintailException? error = null;
        try
        {
            var attempts = 0;
            Retries
                .Create(context.Spec, context.Observer, context.Time, plan.Name, context.Workers.IsSnapshotLost)
                .Execute(
                    token =>
                    {
                        _progress.Restart(++attempts);
                        // The first attempt begins with a connection in hand; a further one waits for its own, so that
                        // the wait between them does not keep other tables from reading.
                        if (attempts > 1)
                            context.Budget.TakeForTable(token);
                        try
                        {
                            Attempt(token);
                        }
                        catch (PintailException e)
                            when (LoadMemory.IsShortage(e) && context.Warehouse.TryLiftMemoryLimit())
                        {
                            context.Budget.TakeForTable(token);
                            _progress.Restart(attempts);
                            Attempt(token);
                        }
                    },
                    cancellation
                );
        }
        catch (Exception e)
        {
            error = FailureClassifier.Classify(e, $"Copying {plan.Name}");
        }
        return new TableResult
        {
            Schema = plan.Relation.Schema,
            Table = plan.Relation.Name,
            Target = plan.Target,
            Status = error is null ? TableStatus.Loaded : TableStatus.Failed,
            Strategy = plan.Strategy,
            Rows = error is null ? _progress.Rows : 0,
            Bytes = _progress.Bytes,
            Attempts = _progress.Attempt,
            StartedAt = startedAt,
            Duration = context.Time.GetElapsedTime(started),
            Error = error,
        };
    }

    private void Attempt(CancellationToken cancellation)
    {
        var request = CopyRequest.For(plan, foldContent: context.Spec.Prove == ProofLevel.Content);
        using var copy = new TableCopy(request, context, _progress, _isLockedOut, cancellation);
        try
        {
            using var connection = context.Warehouse.Connect();
            using var interrupt = cancellation.Register(connection.Interrupt);
            try
            {
                CreateStaging(connection, copy, cancellation);
                Proof = new TableProof(context, plan, staging).Check(
                    connection,
                    copy,
                    _progress.Rows,
                    _isLockedOut,
                    cancellation
                );
            }
            catch
            {
                Drop(connection);
                throw;
            }
        }
        catch (Exception e)
        {
            cancellation.ThrowIfCancellationRequested();
            // What broke the copy, not what was left of it after DuckDB.
            var error = Name(FailureClassifier.Classify(copy.Error ?? e, $"Copying {plan.Name}"));
            if (error.Kind == ErrorKind.ValueNotRepresentable)
                error = new UnrepresentableRow(context, plan).Locate(error, cancellation);
            _isLockedOut |= error.Kind == ErrorKind.SourceConflict;
            throw error;
        }
    }

    private void CreateStaging(DuckDBConnection connection, TableCopy copy, CancellationToken cancellation)
    {
        var id = context.Scan.Add(copy);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            TableShape
                .Of(plan, context.Spec.Keys)
                .Fill(context.Warehouse, connection, staging, $"SELECT * FROM {CopyScan.FunctionName}({id})");
        }
        finally
        {
            context.Scan.Remove(id);
        }
    }

    private void Drop(DuckDBConnection connection)
    {
        try
        {
            Target.Staging.Drop(context.Warehouse, connection, staging);
        }
        catch (DuckDBException)
        {
            // The first error matters; the next run drops what is left.
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
