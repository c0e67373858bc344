// One table's way from a plan to a proved staging table. It runs on a thread of its own, because DuckDB's CREATE TABLE AS
// blocks until the table is there. What it takes to read a table, attempts and all, is TableAttempts' business: here is
// what is done with the rows. A staging table that is not proved does not stay.

using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What the loads of one run share.</summary>
internal sealed record LoadContext(
    MirrorSpec Spec,
    Warehouse Warehouse,
    CopyScan Scan,
    ScanStreams Streams,
    TimeProvider Time,
    StoredContent Stored,
    StoredFieldHash FieldHash,
    PlannedSource Source,
    int SampleSeed,
    PlainConnections Connections,
    IMirrorObserver Observer
) : ReadContext(Spec, Warehouse, Scan, Streams, Time)
{
    public SnapshotSession Session => Source.Session;
}

/// <summary>Loads one table.</summary>
internal sealed class TableLoad(LoadContext context, TablePlan plan, TargetTable staging)
{
    private readonly TableProgress _progress = new(plan);
    private bool _isDecidedAgain;

    /// <summary>As it was copied, which is not as it was given where the data have other types than was assumed.</summary>
    public TablePlan Plan { get; private set; } = plan;

    /// <summary>What was compared; null when the table did not get that far.</summary>
    public string? Proof { get; private set; }

    /// <summary>Never throws for a failure of this table; its first connection is already taken from the budget.</summary>
    public LoadedTable Run(CancellationToken cancellation)
    {
        var startedAt = context.Time.GetUtcNow();
        var started = context.Time.GetTimestamp();
        context.Observer.TableStarted(_progress);
        var attempts = new TableAttempts(context, Plan, _progress, $"Copying {Plan.Name}");
        var error = attempts.Run(context.Observer.Waiting, token => Attempt(attempts, token), cancellation);
        var result = new TableResult
        {
            Schema = Plan.Relation.Schema,
            Table = Plan.Relation.Name,
            Target = Plan.Target,
            Status = error is null ? TableStatus.Loaded : TableStatus.Failed,
            Strategy = Plan.Strategy.Name(),
            Reason = Plan.Reason,
            IsUnexpectedlyFull = Plan.ExpectsRefresh,
            Change = error is null ? TableChange.Replaced : null,
            TargetRows = error is null ? _progress.Rows : 0,
            Rows = error is null ? _progress.Rows : 0,
            Bytes = _progress.Bytes,
            Attempts = _progress.Attempt,
            StartedAt = startedAt,
            Duration = context.Time.GetElapsedTime(started),
            Error = error,
        };
        return new LoadedTable(Plan, result) { Staging = staging, Proof = Proof };
    }

    private void Attempt(TableAttempts attempts, CancellationToken cancellation)
    {
        try
        {
            Read(attempts, cancellation);
        }
        // The server's own error comes of a cast to a type that the user chose.
        catch (PintailException e) when (e.Kind is ErrorKind.ValueNotRepresentable or ErrorKind.SourceQuery)
        {
            if (e.Kind == ErrorKind.SourceQuery || !TryDecideAgain(e, cancellation))
                throw new UnrepresentableRow(context, Plan).Locate(e, cancellation);
            Attempt(attempts, cancellation);
        }
    }

    // Once: a second time the data would say the same.
    private bool TryDecideAgain(PintailException error, CancellationToken cancellation)
    {
        var name = UnrepresentableRow.ColumnOf(error);
        if (
            _isDecidedAgain
            || !Plan.Columns.Any(column => column.Mapping.Column.Name == name && column.Mapping.IsDecidedByData)
        )
            return false;
        var again = context.Source.TryDecideAgain(Plan, cancellation);
        _isDecidedAgain = true;
        if (again is null)
            return false;
        Plan = again.InFull(Plan.Reason);
        context.Observer.Planned(context.Source.Plan);
        _progress.Restart(_progress.Attempt);
        return true;
    }

    private void Read(TableAttempts attempts, CancellationToken cancellation)
    {
        var request = CopyStatement.All(Plan, foldContent: context.Spec.Prove == ProofLevel.Content);
        Proof = attempts.Read(
            request,
            (rows, connection, copy) => Load(rows, connection, copy, attempts.IsLockedOut, cancellation),
            cancellation,
            // MotherDuck plans by way of the optimizer.
            context.Warehouse.IsLocal && LoadThreads.IsSmall(Plan)
                ? context.Connections
                : null
        );
    }

    private string? Load(
        string rows,
        DuckDBConnection connection,
        TableCopy copy,
        bool readOnExporter,
        CancellationToken cancellation
    )
    {
        try
        {
            TableShape
                .Of(Plan, context.Spec.Keys)
                .Fill(context.Warehouse, connection, staging, $"SELECT * FROM {rows}");
            var proof = new TableProof(context, Plan, staging);
            var proved = proof.Check(connection, copy, _progress.Rows, readOnExporter, cancellation);
            Failpoint.Reach(Failpoint.Proof);
            return proved;
        }
        catch
        {
            Drop(connection);
            throw;
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
}
