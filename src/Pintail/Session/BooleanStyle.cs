namespace Pintail.Session;

/// <summary>How BOOLEAN columns are written.</summary>
public enum BooleanStyle
{
    /// <summary>true and false, as DuckDB's cast has them.</summary>
    Words,

    /// <summary>1 and 0, as DuckDB's test files have them.</summary>
    Numbers,
}
