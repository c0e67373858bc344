namespace Pintail.Session;

/// <summary>Which rows of a scan are wanted at all; the others the statement would throw away.</summary>
/// <param name="WhereSql">A condition for Postgres over the relation's columns; null: all rows.</param>
/// <param name="Limit">Rows after which no more are wanted, whichever they are; null: no limit.</param>
internal sealed record RowRestriction(string? WhereSql, long? Limit)
{
    public static RowRestriction None { get; } = new(null, null);
}
