using System.Globalization;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// The exporter as a worker, by Npgsql's raw COPY stream: where its snapshot cannot be shared, and for what only it can
/// read. Each COPY stands behind a savepoint: a failed one would otherwise end the transaction, and with it the snapshot
/// and the locks of the tables that are still to come.
/// </summary>
internal sealed class ExporterWorker : SnapshotWorker
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly int _processId;
    private readonly PatientWait _wait;
    private readonly TimeSpan _progressTimeout;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Action _onFree;
    private const string Savepoint = "SAVEPOINT pintail_copy";
    private const string Release = "RELEASE SAVEPOINT pintail_copy";
    private const string RollBack = $"ROLLBACK TO SAVEPOINT pintail_copy; {Release}";

    /// <summary>Npgsql hands out what it has, 8 KiB at most; and below 85,000 bytes an array is soon collected.</summary>
    private static readonly int BufferBytes = Math.Min(1 << 16, ReceiveBuffer.DefaultBytes);

    private RawCopyReader? _rows;
    private bool _hasSavepoint;
    private bool _hasQueried;
    private bool _hasFailed;
    private bool _isDisposed;

    /// <param name="exporter">Stays open after this worker.</param>
    /// <param name="source">For a second connection, which cancels.</param>
    /// <param name="wait">For rows.</param>
    /// <param name="progressTimeout">For statements that a server does at once.</param>
    public ExporterWorker(
        NpgsqlDataSource source,
        NpgsqlConnection exporter,
        PatientWait wait,
        TimeSpan progressTimeout,
        Action onFree
    )
    {
        (_wait, _progressTimeout) = (wait, progressTimeout);
        _source = source;
        _connection = exporter;
        _processId = exporter.ProcessID;
        _onFree = onFree;
    }

    public override bool IsBroken =>
        _hasFailed || _rows is { IsCompleted: false } || _connection.State != System.Data.ConnectionState.Open;

    public override ICopyRows Copy(string copySql)
    {
        try
        {
            BeginSavepoint();
            return _rows = Read(copySql);
        }
        catch (NpgsqlException)
        {
            _hasFailed = true;
            throw;
        }
    }

    public override ICopyRows Query(WorkerQuery query, string what)
    {
        if (query.Parameters.Count > 0)
        {
            throw new PintailException(
                ErrorKind.SourceUnavailable,
                $"{what} takes no params here: the server shares no snapshot between connections.",
                "Write the values into the SQL."
            );
        }
        try
        {
            BeginSavepoint();
            _hasQueried = true;
            Execute(_connection, SessionSettings.OwnSearchPath);
            query.Choose(Describe(query.Sql));
            var rows = _rows = Read(query.CopySql);
            return new ExplainedRows(rows, what);
        }
        catch (NpgsqlException e)
        {
            _hasFailed = true;
            throw StatementErrors.Explain(e, what);
        }
    }

    private RawCopyReader Read(string copySql)
    {
        var stream = Wait(_connection.BeginRawBinaryCopyAsync(copySql, CancellationToken.None));
        return new RawCopyReader(new PatientStream(stream, Wait), BufferBytes) { Abandoned = TryCancel };
    }

    // Npgsql tells no type modifiers: a value that does not fit the planned one is refused when it is decoded.
    private StatementDescription Describe(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        using var reader = command.ExecuteReader(System.Data.CommandBehavior.SchemaOnly);
        var columns = Enumerable
            .Range(0, reader.FieldCount)
            .Select(i => new ResultColumn(reader.GetName(i), reader.GetDataTypeOID(i), ResultColumn.UnknownModifier));
        return new StatementDescription([], [.. columns]);
    }

    public override void Cancel()
    {
        // Npgsql cancels commands only, and a raw COPY is none.
        using var connection = _source.OpenConnection();
        Execute(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"SELECT pg_catalog.pg_cancel_backend({_processId})")
        );
    }

    internal override void Abandon() => _abandoned.Cancel();

    private T Wait<T>(Task<T> answer) => _wait.ForAsync(answer, _abandoned.Token).GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        var isUnfinished = _hasFailed || _rows is { IsCompleted: false };
        if (_rows is { IsCompleted: false } && !_wait.HasGivenUp)
        {
            EndCopy();
        }
        try
        {
            // What was given up answers nothing more.
            if (!_wait.HasGivenUp)
                EndSavepoint(isUnfinished);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone or stuck; the next question whether the snapshot is lost finds out.
        }
        finally
        {
            _onFree();
        }
    }

    private void BeginSavepoint()
    {
        EndSavepoint(isUnfinished: false);
        Execute(_connection, Savepoint);
        _hasSavepoint = true;
    }

    // Rolling back also undoes what a user's query set.
    private void EndSavepoint(bool isUnfinished)
    {
        if (_hasSavepoint)
        {
            var sql = isUnfinished || _hasQueried ? RollBack : Release;
            (_hasSavepoint, _hasQueried) = (false, false);
            Execute(_connection, sql);
        }
    }

    private void EndCopy()
    {
        try
        {
            _rows!.Dispose();
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
        {
            // Nobody waits for the rest of the rows: the error is the cancellation, or the connection is lost anyway.
        }
    }

    private void TryCancel()
    {
        try
        {
            Cancel();
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            // The COPY then runs to its end.
        }
    }

    private void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        if (_progressTimeout > TimeSpan.Zero)
            command.CommandTimeout = (int)Math.Clamp(Math.Ceiling(_progressTimeout.TotalSeconds), 1, int.MaxValue);
        command.ExecuteNonQuery();
    }
}
