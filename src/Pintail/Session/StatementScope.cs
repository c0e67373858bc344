using Pintail.Copy;
using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>
/// One statement that runs: which relations of attached databases it was planned over, and its scans of them. DuckDB's
/// threads come here; what a transaction holds is the session's.
/// </summary>
internal sealed class StatementScope(SqlSession session, CancellationToken cancellation) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AttachedRelation> _bound = [];
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
        return new JobScan(copy) { Ended = copy.Dispose };
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
