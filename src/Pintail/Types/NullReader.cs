using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>Which rows of a vector are NULL; asks DuckDB for the validity mask once.</summary>
internal readonly ref struct NullReader(Vector source, int count)
{
    // Empty when no row is NULL.
    private readonly ReadOnlySpan<ulong> _validity = source.Validity(count);

    public bool IsNull(int row) => !_validity.IsEmpty && ((_validity[row >> 6] >> row) & 1) == 0;
}
