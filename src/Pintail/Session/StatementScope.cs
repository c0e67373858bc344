using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Scan;

namespace Pintail.Session;

/// <summary>
/// One statement that runs: which relations of attached databases it was planned over, and its scans of them. DuckDB's
/// threads come here; what a transaction holds is the session's.
/// </summary>
internal sealed class StatementScope(SqlSession session, CancellationToken cancellation) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AttachedRelation> _bound = [];
    private int _open;
    private bool _isOver;

    /// <summary>Of each time a relation was planned: the same one may be read several times.</summary>
    public IReadOnlyList<AttachedRelation> Bound
    {
        get
        {
            lock (_lock)
                return [.. _bound];
        }
    }

    public void Bind(AttachedRelation relation)
    {
        lock (_lock)
            _bound.Add(relation);
    }

    public TableScan Open(AttachedRelation relation, IReadOnlyList<int> columns)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            if (!_bound.Contains(relation))
                _bound.Add(relation);
        }
        var copy = session.Open(relation, columns, this, cancellation);
        Interlocked.Increment(ref _open);
        return new JobScan(copy) { Ended = () => End(copy) };
    }

    /// <summary>DuckDB has not let go of every scan yet: of a result that was left unread.</summary>
    public bool HasOpenScans => Volatile.Read(ref _open) > 0;

    private void End(TableCopy copy)
    {
        copy.Dispose();
        Interlocked.Decrement(ref _open);
    }

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
