using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>Which rows of a vector are NULL; asks DuckDB for the validity mask once.</summary>
/// <param name="validity">Empty when no row is NULL.</param>
internal readonly ref struct NullReader(ReadOnlySpan<ulong> validity)
{
    private readonly ReadOnlySpan<ulong> _validity = validity;

    public NullReader(Vector source, int count)
        : this(source.Validity(count)) { }

    public bool IsNull(int row) => !_validity.IsEmpty && ((_validity[row >> 6] >> row) & 1) == 0;
}
