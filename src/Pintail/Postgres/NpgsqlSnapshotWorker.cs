using System.Globalization;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// The slower worker over Npgsql's raw COPY stream: for servers whose log-in the bulk reader lacks, and for the
/// exporter's own connection when its snapshot cannot be shared. There each COPY stands behind a savepoint: a failed one
/// would otherwise end the transaction, and with it the snapshot and the locks of the tables that are still to come.
/// </summary>
internal sealed class NpgsqlSnapshotWorker : SnapshotWorker
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly int _processId;
    private readonly Action? _onExporterFree;
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

    private NpgsqlSnapshotWorker(NpgsqlDataSource source, NpgsqlConnection connection, Action? onExporterFree)
    {
        _source = source;
        _connection = connection;
        _processId = connection.ProcessID;
        _onExporterFree = onExporterFree;
    }

    public override bool IsBroken =>
        _hasFailed || _rows is { IsCompleted: false } || _connection.State != System.Data.ConnectionState.Open;

    public static NpgsqlSnapshotWorker Open(NpgsqlDataSource source, WorkerStart start)
    {
        var connection = source.OpenConnection();
        try
        {
            Execute(connection, start.Begin);
            if (start.Lock is not null)
            {
                try
                {
                    Execute(connection, start.Lock);
                }
                catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
                {
                    Execute(connection, RelationLocks.RollBack);
                }
            }
            return new NpgsqlSnapshotWorker(source, connection, onExporterFree: null);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads on the exporter's connection, which stays open after this worker.</summary>
    public static NpgsqlSnapshotWorker OnExporter(NpgsqlDataSource source, NpgsqlConnection exporter, Action onFree) =>
        new(source, exporter, onFree);

    public override ICopyRows Copy(string copySql)
    {
        try
        {
            if (_onExporterFree is not null || _hasSavepoint)
            {
                BeginSavepoint();
            }
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
                $"{what} takes no params here: the server shares no snapshot between connections, or asks for a log-in that only Npgsql knows.",
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

    private RawCopyReader Read(string copySql) =>
        new(_connection.BeginRawBinaryCopy(copySql), BufferBytes) { Abandoned = TryCancel };

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

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        var isUnfinished = _hasFailed || _rows is { IsCompleted: false };
        if (_rows is { IsCompleted: false })
        {
            EndCopy();
        }
        if (_onExporterFree is null)
        {
            _connection.Dispose();
            return;
        }
        try
        {
            EndSavepoint(isUnfinished);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone or stuck; the next question whether the snapshot is lost finds out.
        }
        finally
        {
            _onExporterFree();
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
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
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

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
