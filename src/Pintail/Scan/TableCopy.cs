using Pintail.Copy;
using Pintail.Postgres;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Scan;

/// <summary>
/// One attempt at copying one table, or a part of it: hands the statements to DuckDB's threads, each with a connection of
/// its own from the run's budget, and counts what came. The first connection is already taken when it begins.
/// </summary>
internal sealed class TableCopy : CopyJob, IDisposable
{
    private readonly CopyRequest _request;
    private readonly StreamBudget _budget;
    private readonly WorkerPool _workers;
    private readonly Action<long, long>? _advanced;
    private readonly CancellationTokenSource _exhausted;
    private readonly CancellationToken _cancellation;
    private readonly bool _readOnExporter;
    private int _nextRange = -1;
    private int _completedRanges;
    private int _firstConnectionTaken;
    private readonly Fingerprint[] _content;
    private long _rowsSent;
    private long _rowsDecoded;
    private Exception? _error;

    /// <param name="advanced">Told of rows and bytes that arrived, on any thread; null when nobody watches.</param>
    /// <param name="readOnExporter">The workers are locked out of the table: only the exporter can read it.</param>
    public TableCopy(
        CopyRequest request,
        ScanStreams streams,
        Action<long, long>? advanced,
        bool readOnExporter,
        CancellationToken cancellation
    )
    {
        _readOnExporter = readOnExporter;
        _request = request;
        _budget = streams.Budget;
        _workers = streams.Workers;
        _advanced = advanced;
        _cancellation = cancellation;
        _exhausted = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        MaxStreams = readOnExporter ? 1 : Math.Clamp(request.Statements.Count, 1, streams.Max);
        _content = new Fingerprint[request.Columns.Count(column => column.CreateFold is not null)];
    }

    public override IReadOnlyList<CopyColumn> Columns => _request.Columns;

    /// <summary>What Postgres is asked.</summary>
    public IReadOnlyList<string> Statements => _request.Statements;
    public override int MaxStreams { get; }
    public override long? ExpectedRows => _request.ExpectedRows;

    /// <summary>Rows that Postgres says it sent, over all ranges.</summary>
    public long RowsSent => Interlocked.Read(ref _rowsSent);

    /// <summary>Rows that DuckDB was given, over all ranges.</summary>
    public long RowsDecoded => Interlocked.Read(ref _rowsDecoded);

    /// <summary>Of what Postgres sent, a fingerprint per column; empty when it is not folded. After the last stream is gone.</summary>
    public IReadOnlyList<Fingerprint> Content => _content;

    /// <summary>
    /// For who does not try again. The first connection is not of the budget: no scan waits for another. Where a worker cannot be had, or cannot lock the table, the exporter reads instead, into
    /// a file; and the last range ends with an error where the snapshot's locks were lost meanwhile: what was read since
    /// may be a table that was truncated or rewritten.
    /// </summary>
    public bool StandsAlone { get; init; }

    /// <summary>
    /// One statement and a few rows at most: read on the exporter, at once. That takes fewer round trips than a connection
    /// that has to join the snapshot first, and to be asked after. Only for who stands alone.
    /// </summary>
    public bool IsBrief { get; init; }

    /// <summary>Every range was read to its end.</summary>
    public bool IsComplete => Volatile.Read(ref _completedRanges) == _request.Statements.Count;

    /// <summary>What ended the copy before its end; null when nothing did.</summary>
    public Exception? Error => Volatile.Read(ref _error);

    public override CopyStream OpenStream() => new Stream(this);

    public override void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        // The other streams need not wait for a connection any more.
        _exhausted.Cancel();
    }

    /// <summary>Gives back the first connection when no stream ever took it. After the last stream is gone.</summary>
    public void Dispose()
    {
        if (TakeFirstConnection() && !StandsAlone)
            _budget.Give();
        _exhausted.Dispose();
    }

    private bool TakeFirstConnection() => Interlocked.Exchange(ref _firstConnectionTaken, 1) == 0;

    private string? NextStatement()
    {
        var index = Interlocked.Increment(ref _nextRange);
        if (index >= _request.Statements.Count - 1)
            _exhausted.Cancel();
        return index < _request.Statements.Count && Error is null ? _request.Statements[index] : null;
    }

    private sealed class Stream(TableCopy copy) : CopyStream
    {
        private SnapshotWorker? _worker;
        private bool _isOnExporter = copy.IsBrief;
        private bool _hasBudget;
        private bool _isInCopy;

        public override ICopyRows? Next()
        {
            copy._cancellation.ThrowIfCancellationRequested();
            // Nobody else takes a brief one's statement, so the exporter is not asked for in vain.
            if (copy.IsBrief && Volatile.Read(ref copy._nextRange) >= 0)
                return null;
            if (_worker is null && !TryTakeWorker())
                return null;
            if (copy.NextStatement() is not { } statement)
            {
                GiveBack();
                return null;
            }
            _isInCopy = true;
            return Start(statement);
        }

        public override void Completed(long rowsSent)
        {
            _isInCopy = false;
            if (copy._advanced is not null)
                Failpoint.Reach(Failpoint.TableLastChunk);
            Interlocked.Add(ref copy._rowsSent, rowsSent);
            var isLast = Interlocked.Increment(ref copy._completedRanges) == copy._request.Statements.Count;
            // The exporter's own rows were read under its locks.
            if (isLast && copy is { StandsAlone: true, IsBrief: false })
                copy._workers.ThrowIfSnapshotLost();
        }

        public override void Folded(IReadOnlyList<Fingerprint> content)
        {
            lock (copy._content)
            {
                for (var i = 0; i < content.Count; i++)
                    copy._content[i] += content[i];
            }
        }

        public override void Advance(int rows, long bytes)
        {
            Interlocked.Add(ref copy._rowsDecoded, rows);
            if (copy._advanced is not { } advanced)
                return;
            Failpoint.Reach(Failpoint.TableFirstChunk);
            advanced(rows, bytes);
        }

        public override void Dispose() => GiveBack();

        private ICopyRows Start(string statement)
        {
            try
            {
                var rows = copy._request.Start(_worker!, statement);
                return _isOnExporter ? Spool(rows) : rows;
            }
            catch (PostgresServerException e) when (copy.StandsAlone && RelationLocks.IsConflict(e.SqlState))
            {
                // Somebody waits for the exporter's lock, and everybody else behind them.
                copy._workers.Return(_worker!, isReusable: false);
                _worker = null;
                _isOnExporter = true;
                _worker = copy._workers.TakeExporterOrWait(copy._cancellation);
                return Spool(copy._request.Start(_worker, statement));
            }
        }

        private ICopyRows Spool(ICopyRows rows)
        {
            var spooled = SpooledRows.Of(rows, copy._cancellation);
            copy._workers.Return(_worker!, isReusable: false);
            _worker = null;
            return spooled;
        }

        private bool TryTakeWorker()
        {
            if (_isOnExporter)
            {
                _worker = copy._workers.TakeExporterOrWait(copy._cancellation);
                return true;
            }
            var isFirst = copy.TakeFirstConnection();
            if (!isFirst && !copy._budget.TryTakeForStream(copy._exhausted.Token))
                return false;
            _hasBudget = !isFirst || !copy.StandsAlone;
            try
            {
                _worker = Take(isFirst);
                return true;
            }
            catch (PintailException e) when (!isFirst && e.Kind == ErrorKind.SourceUnavailable)
            {
                // The server or the role has no further connection to give: those that read already go on alone.
                GiveBack();
                return false;
            }
        }

        // A table needs one connection; more only make it faster.
        private SnapshotWorker Take(bool isFirst)
        {
            if (copy._readOnExporter)
                return copy._workers.TakeExporter(copy._cancellation);
            if (isFirst && copy.StandsAlone)
                return TakeOrExporter();
            return isFirst ? copy._workers.TakeOrWait(copy._cancellation) : copy._workers.Take(copy._cancellation);
        }

        private SnapshotWorker TakeOrExporter()
        {
            try
            {
                if (copy._workers.IsShared)
                    return copy._workers.Take(copy._cancellation);
            }
            catch (PintailException e) when (e.Kind == ErrorKind.SourceUnavailable)
            {
                // The server or the role has no other connection to give.
            }
            _isOnExporter = true;
            return copy._workers.TakeExporterOrWait(copy._cancellation);
        }

        private void GiveBack()
        {
            if (_worker is not null)
                copy._workers.Return(_worker, isReusable: !_isInCopy && !copy._readOnExporter && !_isOnExporter);
            _worker = null;
            if (!_hasBudget)
                return;
            _hasBudget = false;
            copy._budget.Give();
        }
    }
}
