namespace Pintail.Session.PushDown;

internal enum ComparisonKind
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
    NotDistinct,
}

internal static class ComparisonKinds
{
    /// <summary>What is true where this is false.</summary>
    public static ComparisonKind Opposite(this ComparisonKind kind) =>
        kind switch
        {
            ComparisonKind.Equal => ComparisonKind.NotEqual,
            ComparisonKind.NotEqual => ComparisonKind.Equal,
            ComparisonKind.Less => ComparisonKind.GreaterOrEqual,
            ComparisonKind.LessOrEqual => ComparisonKind.Greater,
            ComparisonKind.Greater => ComparisonKind.LessOrEqual,
            ComparisonKind.GreaterOrEqual => ComparisonKind.Less,
            ComparisonKind.Distinct => ComparisonKind.NotDistinct,
            _ => ComparisonKind.Distinct,
        };

    /// <summary>What means the same with the sides exchanged.</summary>
    public static ComparisonKind Mirrored(this ComparisonKind kind) =>
        kind switch
        {
            ComparisonKind.Less => ComparisonKind.Greater,
            ComparisonKind.LessOrEqual => ComparisonKind.GreaterOrEqual,
            ComparisonKind.Greater => ComparisonKind.Less,
            ComparisonKind.GreaterOrEqual => ComparisonKind.LessOrEqual,
            _ => kind,
        };

    /// <summary>Of a sign as Compare gives it: left against right.</summary>
    public static bool Holds(this ComparisonKind kind, int sign) =>
        kind switch
        {
            ComparisonKind.Equal or ComparisonKind.NotDistinct => sign == 0,
            ComparisonKind.NotEqual or ComparisonKind.Distinct => sign != 0,
            ComparisonKind.Less => sign < 0,
            ComparisonKind.LessOrEqual => sign <= 0,
            ComparisonKind.Greater => sign > 0,
            _ => sign >= 0,
        };

    /// <summary>Postgres' operator, whatever the search_path is. Not for <see cref="ComparisonKind.Distinct"/> and its opposite.</summary>
    public static string Sql(this ComparisonKind kind) =>
        kind switch
        {
            ComparisonKind.Equal => "OPERATOR(pg_catalog.=)",
            ComparisonKind.NotEqual => "OPERATOR(pg_catalog.<>)",
            ComparisonKind.Less => "OPERATOR(pg_catalog.<)",
            ComparisonKind.LessOrEqual => "OPERATOR(pg_catalog.<=)",
            ComparisonKind.Greater => "OPERATOR(pg_catalog.>)",
            ComparisonKind.GreaterOrEqual => "OPERATOR(pg_catalog.>=)",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    /// <summary>As DuckDB's EXPLAIN writes it.</summary>
    public static string Text(this ComparisonKind kind) =>
        kind switch
        {
            ComparisonKind.Equal => "=",
            ComparisonKind.NotEqual => "!=",
            ComparisonKind.Less => "<",
            ComparisonKind.LessOrEqual => "<=",
            ComparisonKind.Greater => ">",
            ComparisonKind.GreaterOrEqual => ">=",
            ComparisonKind.Distinct => "IS DISTINCT FROM",
            _ => "IS NOT DISTINCT FROM",
        };
}
