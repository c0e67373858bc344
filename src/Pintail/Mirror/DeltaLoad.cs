// One table's way from its digest to proved rows in staging: the new rows are read through the same copy as a whole table,
// and proved alike. A merge then counts how many of them have a partner in the target; what is left over of the numbers has
// been deleted, or changed its key, and is found by reading the keys of all rows. Where a number is not what the digest
// says, the table is copied in full instead, and that is told: nothing is published on a guess.

using Pintail.Delta;
using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>Loads what changed of one table.</summary>
/// <param name="staging">For the new rows.</param>
/// <param name="gone">For the keys of rows that are gone, where there are such.</param>
internal sealed class DeltaLoad(LoadContext context, TablePlan plan, TargetTable staging, TargetTable gone)
{
    private readonly TablePlan _newRows = plan with
    {
        Ranges = plan.Delta!.NewRows,
        // How many an append will find nobody knows.
        ExpectedRows = plan.Delta.Counted?.New ?? 0,
        ExpectedBytes = plan.Delta.Counted is { Rows: > 0 } counted
            ? (long)((double)plan.ExpectedBytes / counted.Rows * counted.New)
            : 0,
    };

    private readonly TableDelta _delta = plan.Delta!;
    private readonly TableProgress _progress = new(plan);
    private string? _proof;
    private TableChange? _change;
    private bool _hasGone;
    private long _targetRows;

    /// <summary>Never throws for a failure of this table; its first connection is already taken from the budget.</summary>
    public LoadedTable Run(CancellationToken cancellation)
    {
        var startedAt = context.Time.GetUtcNow();
        var started = context.Time.GetTimestamp();
        context.Observer.TableStarted(_progress);
        var attempts = new TableAttempts(context, plan, _progress, $"Reading what changed in {plan.Name}");
        var error = attempts.Run(context.Observer.Waiting, token => Attempt(attempts, token), cancellation);
        if (error is not null && IsWorthFullCopy(error))
            return InFull(error, cancellation);
        var result = new TableResult
        {
            Schema = plan.Relation.Schema,
            Table = plan.Relation.Name,
            Target = plan.Target,
            Status = error is null ? TableStatus.Loaded : TableStatus.Failed,
            Strategy = plan.Strategy.Name(),
            Reason = plan.Reason,
            Change = error is null ? _change : null,
            TargetRows = error is null ? _targetRows : 0,
            Rows = error is null ? _progress.Rows : 0,
            Bytes = _progress.Bytes,
            Attempts = _progress.Attempt,
            StartedAt = startedAt,
            Duration = context.Time.GetElapsedTime(started),
            Error = error,
        };
        return new LoadedTable(plan, result)
        {
            Staging = staging,
            Gone = _hasGone ? gone : null,
            Proof = _proof,
        };
    }

    // What may pass by itself has been tried again; a run that is interrupted or lost its snapshot copies nothing.
    private bool IsWorthFullCopy(PintailException error) =>
        error.Kind != ErrorKind.Cancelled && !error.Kind.IsTransient() && !context.Streams.Workers.IsSnapshotLost();

    private LoadedTable InFull(PintailException error, CancellationToken cancellation)
    {
        context.Observer.Doubted(plan, error);
        using (var connection = context.Warehouse.Connect())
        {
            Drop(connection, staging);
            Drop(connection, gone);
        }
        context.Streams.Budget.TakeForTable(cancellation);
        return new TableLoad(context, plan.InFull($"reading what changed failed: {error.Message}"), staging).Run(
            cancellation
        );
    }

    private void Attempt(TableAttempts attempts, CancellationToken cancellation)
    {
        _hasGone = false;
        var request = CopyStatement.All(_newRows, foldContent: context.Spec.Prove == ProofLevel.Content);
        var matched = attempts.Read(
            request,
            (rows, connection, copy) => LoadNew(rows, connection, copy, attempts.IsLockedOut, cancellation),
            cancellation
        );
        var deleted = 0L;
        if (_delta is { Level: DeltaLevel.Merged, Counted: { } counted })
        {
            deleted = _delta.Loaded + _progress.Rows - matched - counted.Rows;
            Expect(deleted >= 0, $"{-deleted} more rows are gone than there were");
            if (deleted > 0)
                ReadKeys(attempts, counted.Rows, deleted, cancellation);
        }
        _targetRows = _delta.Counted?.Rows ?? _delta.Loaded + _progress.Rows - matched;
        _change = new TableChange(_delta.Level == DeltaLevel.Appended ? ChangeKind.Appended : ChangeKind.Merged)
        {
            Inserted = _progress.Rows - matched,
            Updated = matched,
            Deleted = deleted,
        };
    }

    /// <returns>How many of the new rows have a partner in the target.</returns>
    private long LoadNew(
        string rows,
        DuckDBConnection connection,
        TableCopy copy,
        bool readOnExporter,
        CancellationToken cancellation
    )
    {
        Drop(connection, staging);
        TableShape.Of(plan, withKeys: false).Fill(context.Warehouse, connection, staging, $"SELECT * FROM {rows}");
        _proof = new TableProof(context, _newRows, staging).Check(
            connection,
            copy,
            _progress.Rows,
            readOnExporter,
            cancellation
        );
        Failpoint.Reach(Failpoint.Proof);
        Expect(copy.IsComplete, "not every part of the new rows was read");
        // The digest read the same snapshot.
        Expect(
            _delta.Counted is not { } counted || _progress.Rows == counted.New,
            $"{_progress.Rows} new rows were read where {_delta.Counted?.New} were counted"
        );
        // Somebody may have altered it since.
        Expect(
            context
                .Warehouse.ColumnsOf(connection, staging)
                .SequenceEqual(context.Warehouse.ColumnsOf(connection, plan.Target)),
            "the copy has other columns"
        );
        return _delta.Level == DeltaLevel.Merged
            ? Count(
                connection,
                $"{Sql(staging)} AS s SEMI JOIN {Sql(plan.Target)} AS t ON {Merge.On(_delta.Key, "s", "t")}"
            )
            : 0;
    }

    private void ReadKeys(TableAttempts attempts, long rows, long deleted, CancellationToken cancellation)
    {
        var columns = _delta.Key.Select(name => plan.Columns.First(column => column.Name == name)).ToList();
        var request = new CopyRequest(
            [.. columns.Select(column => CopyRequest.Column(column.Name, column.Mapping))],
            [
                .. plan.Ranges.Select(range =>
                    CopyStatement.For(plan, range, columns.Select(column => column.Mapping.SelectSql))
                ),
            ],
            rows
        );
        var read = _progress.Rows;
        attempts.Read(
            request,
            (from, connection, copy) =>
            {
                Drop(connection, gone);
                var shape = new StagingShape([
                    .. columns.Select(column => new StagingColumn(
                        column.Name,
                        column.Mapping.DuckDBTypeSql,
                        IsNotNull: true
                    )),
                ]);
                // The source's keys are only compared, and not kept.
                var names = _delta.Key.Select(name => $"t.{DuckDBText.Identifier(name)}");
                shape.Fill(
                    context.Warehouse,
                    connection,
                    gone,
                    $"SELECT {string.Join(", ", names)} FROM {Sql(plan.Target)} AS t ANTI JOIN {from} AS k ON {Merge.On(_delta.Key, "t", "k")}"
                );
                Expect(copy.IsComplete && copy.RowsSent == rows, $"{copy.RowsSent} keys were read of {rows} rows");
                var count = Count(connection, Sql(gone));
                Expect(count == deleted, $"{count} rows of the copy are gone at the source where {deleted} can be");
                return count;
            },
            cancellation
        );
        // Keys are not rows.
        _progress.Add(read - _progress.Rows, 0);
        _hasGone = true;
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new PintailException(
                ErrorKind.ProofFailed,
                $"{plan.Name}: the numbers of rows do not prove what changed: {otherwise}.",
                "If it happens twice, report it."
            );
        }
    }

    private static long Count(DuckDBConnection connection, string from)
    {
        using var statement = connection.Prepare($"SELECT count(*) FROM {from}");
        using var result = statement.Query();
        return (long)result.Scalar()!;
    }

    private void Drop(DuckDBConnection connection, TargetTable table) =>
        Target.Staging.Drop(context.Warehouse, connection, table);

    private string Sql(TargetTable table) => context.Warehouse.Sql(table);
}
