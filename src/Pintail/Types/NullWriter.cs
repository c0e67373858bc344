using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>Marks rows of one vector as NULL; asks DuckDB for the validity mask at the first NULL, not before.</summary>
internal ref struct NullWriter(Vector target, int count)
{
    private readonly Vector _target = target;
    private readonly int _count = count;
    private Span<ulong> _validity;

    public void Set(int row)
    {
        if (_validity.IsEmpty)
            _validity = _target.WritableValidity(_count);
        _validity[row >> 6] &= ~(1UL << row);
    }
}
