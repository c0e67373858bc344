using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// The way back of a <see cref="ColumnDecoder"/>: turns one DuckDB vector into the fields that COPY BINARY carries for it.
/// A decoder and an encoder of one mapping agree on every value that the mapping keeps. An encoder may own scratch
/// memory, so each belongs to one thread.
/// </summary>
internal abstract class ColumnEncoder(string columnName)
{
    /// <summary>For messages.</summary>
    public string ColumnName { get; } = columnName;

    /// <summary>Appends exactly <paramref name="count"/> fields.</summary>
    /// <param name="source">A flat vector of the mapping's type; rows 0 to <paramref name="count"/> − 1 are read.</param>
    /// <exception cref="PintailException">ValueNotRepresentable: Postgres' type cannot hold a value.</exception>
    public abstract void Encode(Vector source, int count, FieldBuffer target);
}
