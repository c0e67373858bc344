namespace Pintail.Session.PushDown;

/// <summary>A DuckDB type as the plan writes it.</summary>
/// <param name="Id">As DuckDB spells it; <see cref="OtherId"/> for a type of which the plan says more than is understood here.</param>
internal sealed record PlanType(string Id, int Width = 0, int Scale = 0)
{
    public const string OtherId = "";

    public static PlanType Other { get; } = new(OtherId);

    /// <summary>An ENUM's labels in its order; empty for other types.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public bool IsWholeNumber =>
        Id
            is "TINYINT"
                or "SMALLINT"
                or "INTEGER"
                or "BIGINT"
                or "HUGEINT"
                or "UTINYINT"
                or "USMALLINT"
                or "UINTEGER"
                or "UBIGINT"
                or "UHUGEINT";

    public bool IsDecimal => Id == "DECIMAL";
}
