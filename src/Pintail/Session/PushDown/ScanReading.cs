namespace Pintail.Session.PushDown;

/// <summary>What a plan does with the rows of one bind of a relation.</summary>
/// <param name="ColumnCount">Columns that the bind has behind the marker that bears its ordinal.</param>
/// <param name="Appearances">At least one: optimizing may copy a scan.</param>
internal sealed record ScanReading(int ColumnCount, IReadOnlyList<ScanAppearance> Appearances)
{
    /// <summary>Indexes of the relation's columns that the last of them reads; empty where only rows are counted.</summary>
    public IReadOnlyList<int> Columns { get; init; } = [];
}

/// <summary>One place of a plan where the rows are read.</summary>
/// <param name="Filters">Each removes rows for which it is not true, before anything but a projection has seen them.</param>
/// <param name="Limit">At most so many of the rows that all filters keep are used; null: all.</param>
internal sealed record ScanAppearance(IReadOnlyList<PlanExpression> Filters, long? Limit)
{
    /// <summary>Nothing is known of what becomes of the rows.</summary>
    public static ScanAppearance Opaque { get; } = new([], null);
}
