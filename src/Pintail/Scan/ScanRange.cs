namespace Pintail.Scan;

/// <summary>One COPY: a piece of a relation that one connection reads in one go.</summary>
/// <param name="FromSql">What stands behind FROM, quoted: ONLY "schema"."leaf".</param>
/// <param name="WhereSql">A ctid range; null: all of it.</param>
public sealed record ScanRange(string FromSql, string? WhereSql)
{
    /// <summary>Pages that TABLESAMPLE can choose from; foreign tables, views and other storage have none.</summary>
    public bool HasPages { get; init; }
}
