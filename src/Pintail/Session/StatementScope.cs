using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Session.Functions;
using Pintail.Session.PushDown;
using Pintail.Session.Settings;

namespace Pintail.Session;

/// <summary>
/// One statement that runs: which relations of attached databases it was planned over, and its scans of them. DuckDB's
/// threads come here; what a transaction holds is the session's.
/// </summary>
internal sealed class StatementScope(SqlSession session) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _interrupted = new();
    private readonly List<BoundScan> _bound = [];
    private IReadOnlyDictionary<int, PushedCondition> _restrictions = new Dictionary<int, PushedCondition>();
    private int _open;
    private bool _isOver;

    /// <summary>Somebody asked for the statement to end.</summary>
    public bool IsInterrupted => _interrupted.IsCancellationRequested;

    /// <summary>What an error of its rows says to the user.</summary>
    public Exception Explain(DuckDBException error) =>
        SessionErrors.Explain(error, IsInterrupted, session.IsInTransaction);

    /// <summary>Ends its waits for Postgres. Any thread.</summary>
    public void Interrupt() => _interrupted.Cancel();

    /// <summary>What the session's settings say of its scans; asked for once there is one.</summary>
    public ScanSettings Settings => field ??= session.ReadSettings();

    /// <summary>The statement runs in a transaction of DuckDB's that was begun for it.</summary>
    public bool OwnsTransaction { get; set; }

    /// <summary>Each time a relation was planned, in order: the same one may be read several times.</summary>
    public IReadOnlyList<BoundScan> Bound
    {
        get
        {
            lock (_lock)
                return [.. _bound];
        }
    }

    public BoundScan Bind(AttachedRelation relation)
    {
        lock (_lock)
        {
            var scan = new BoundScan(this, _bound.Count, relation);
            _bound.Add(scan);
            return scan;
        }
    }

    /// <summary>Takes from a plan of this statement which rows its scans need. Before it runs; a scan that is not in the plan is read whole.</summary>
    public void Restrict(IReadOnlyDictionary<int, ScanReading> readings) =>
        _restrictions = Bound
            .Where(scan => readings.ContainsKey(scan.Ordinal))
            .ToDictionary(
                scan => scan.Ordinal,
                scan => PushedCondition.For(readings[scan.Ordinal], scan.Relation, scan.Relation.Encoding)
            );

    public PushedCondition RestrictionOf(BoundScan scan) =>
        _restrictions.GetValueOrDefault(scan.Ordinal, PushedCondition.None);

    public TableScan Open(AttachedRelation relation, IReadOnlyList<int> columns, PushedCondition restriction)
    {
        session.ScanStarting?.Invoke(relation, restriction);
        var copy = Start(
            relation,
            reader => reader.Open(relation, columns, restriction, session.Progress, _interrupted.Token)
        );
        return new JobScan(copy) { Ended = () => End(copy) };
    }

    /// <summary>Rows without values.</summary>
    public TableScan OpenCount(AttachedRelation relation, PushedCondition restriction)
    {
        session.ScanStarting?.Invoke(relation, restriction);
        var copy = Start(relation, reader => reader.OpenCount(relation, restriction, _interrupted.Token));
        return new RowCountScan(copy) { Ended = () => End(copy) };
    }

    /// <summary>Rows of SQL that the user wrote.</summary>
    public TableScan Open(BoundQuery query)
    {
        var copy = Start(query.Attachment, reader => reader.Open(query, _interrupted.Token));
        return new JobScan(copy) { Ended = () => End(copy) };
    }

    private TableCopy Start(AttachedRelation relation, Func<AttachmentReader, TableCopy> open)
    {
        lock (_lock)
        {
            // Planned by an earlier statement: a prepared one.
            if (!_bound.Exists(scan => scan.Relation == relation))
                _bound.Add(new BoundScan(this, _bound.Count, relation));
        }
        return Start(relation.Attachment, open);
    }

    private TableCopy Start(Attachment attachment, Func<AttachmentReader, TableCopy> open)
    {
        lock (_lock)
            ObjectDisposedException.ThrowIf(_isOver, this);
        var copy = open(session.Reader(attachment, this, _interrupted.Token));
        Interlocked.Increment(ref _open);
        if (Settings.ShowQueries && session.QuerySent is { } told)
            copy.Statements.ToList().ForEach(told);
        return copy;
    }

    /// <summary>DuckDB has not let go of every scan yet: of a result that was left unread.</summary>
    public bool HasOpenScans => Volatile.Read(ref _open) > 0;

    private void End(TableCopy copy)
    {
        copy.Dispose();
        Interlocked.Decrement(ref _open);
    }

    /// <summary>All rows were read: what the statement did becomes permanent, or the error tells why not.</summary>
    public void Complete() => session.Complete(this);

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isOver = true;
        }
        session.End(this);
    }
}
