using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Turns the fields of one column, as COPY BINARY sends them, into one DuckDB vector: one virtual call per column and
/// chunk, a tight loop inside. The bytes come from a server and are not trusted: a field whose length is not its type's
/// is an error, never a read beside the field. A decoder may own scratch memory, so each belongs to one thread.
/// </summary>
internal abstract class ColumnDecoder(string columnName)
{
    /// <summary>For messages.</summary>
    public string ColumnName { get; } = columnName;

    /// <param name="fields">At most 2,048 for a chunk's column; any number for elements of arrays.</param>
    /// <param name="target">A fresh or reset vector of the mapping's type with room for all fields.</param>
    public abstract void Decode(in Fields fields, Vector target);
}
