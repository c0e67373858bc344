using Pintail.Types;

namespace Pintail.Session;

/// <summary>A column of an attached relation.</summary>
/// <param name="Name">In DuckDB, where names that differ by case only are one: the later of two has a number behind it.</param>
internal sealed record AttachedColumn(string Name, ColumnMapping Mapping);
